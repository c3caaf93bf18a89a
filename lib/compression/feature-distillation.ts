import * as tf from '@tensorflow/tfjs';
import { AppError } from '@/lib/domain/errors';

/** Below it a norm counts as 0, so that no gradient divides by 0; as torch's `normalize` and `pdist`. */
const SMALLEST_NORM = 1e-12;

/**
 * Losses between intermediate layers of a student and its teacher, scalars of rank 0.
 *
 * All are differentiable by the student; the teacher's tensor is a constant. The caller disposes of the result;
 * what is made on the way is tidied.
 */

/**
 * Attention transfer: mean squared difference of the normalised spatial attention maps.
 *
 * `A = normalise(flatten(mean over channels of f^2))` for each image, `loss = mean((A_s - A_t)^2)` over images and
 * positions. Channels may differ. Of two sizes the larger map is averaged down, by a whole factor.
 *
 * @param student `[n, height, width, channels]`
 * @param teacher `[n, height', width', channels']`
 * @throws AppError `invalid_argument` when images differ in number, `unsupported` when no size divides the other.
 * @see Zagoruyko and Komodakis 2017, arXiv 1612.03928, equation 2
 */
export function attentionTransferLoss(student: tf.Tensor4D, teacher: tf.Tensor4D): tf.Scalar {
  checkSameImages('Attention transfer', student, teacher);
  const height = Math.min(student.shape[1], teacher.shape[1]);
  const width = Math.min(student.shape[2], teacher.shape[2]);
  return tf.tidy(() =>
    meanSquaredDifference(attentionMap(student, height, width), attentionMap(teacher, height, width)),
  );
}

/**
 * Mean squared difference of two feature maps, `mean((s - t)^2)` over all values.
 *
 * Where a student's layer has other channels than its teacher's, the caller puts a trained 1x1 convolution between.
 *
 * @throws AppError `invalid_argument` when the shapes differ.
 * @see Romero et al. 2015, arXiv 1412.6550, equation 3
 */
export function featureLoss(student: tf.Tensor, teacher: tf.Tensor): tf.Scalar {
  if (!tf.util.arraysEqual(student.shape, teacher.shape)) {
    throw new AppError(
      'invalid_argument',
      `Feature distillation expected equal shapes; found student [${student.shape}] and teacher [${teacher.shape}]. Bring the student's to the teacher's first.`,
    );
  }
  return tf.tidy(() => meanSquaredDifference(student, teacher));
}

/**
 * Relations of images: how far apart they are, and the angles they form, in the student's embedding against the
 * teacher's. `25 * distance + 50 * angle`.
 *
 * Distance: Euclidean distances of all pairs, each divided by the mean of the nonzero ones. Angle: for all triples
 * (i, j, k) the cosine between e_j - e_i and e_k - e_i. Both: smooth L1, mean over all pairs or triples.
 *
 * @param student `[n, d]`, n at least 2; memory grows with n^2 * d and n^3.
 * @param teacher `[n, d']`
 * @throws AppError `invalid_argument` when images differ in number.
 * @see Park et al. 2019, arXiv 1904.05068, equations 5 to 10; weights of the paper's section 4
 */
export function relationLoss(student: tf.Tensor2D, teacher: tf.Tensor2D): tf.Scalar {
  checkSameImages('Relational distillation', student, teacher);
  return tf.tidy(() => {
    const distance = smoothL1(relativeDistances(student), relativeDistances(teacher));
    const angle = smoothL1(angles(student), angles(teacher));
    return tf.add(tf.mul(distance, 25), tf.mul(angle, 50)) as tf.Scalar;
  });
}

function attentionMap(features: tf.Tensor4D, height: number, width: number): tf.Tensor2D {
  const [n, fullHeight, fullWidth] = features.shape;
  const [down, across] = [fullHeight / height, fullWidth / width];
  if (!Number.isInteger(down) || !Number.isInteger(across)) {
    throw new AppError(
      'unsupported',
      `Attention transfer can average maps down by a whole factor; found ${fullHeight}x${fullWidth} against ${height}x${width}. Choose layers of the same size.`,
    );
  }
  const energy = tf.mean(tf.square(features), 3);
  const map = tf.mean(tf.reshape(energy, [n, height, down, width, across]), [2, 4]);
  return normalise(tf.reshape(map, [n, height * width])) as tf.Tensor2D;
}

/** Divides vectors along the last axis by their Euclidean norm; a zero vector stays zero. */
function normalise(vectors: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(vectors), -1, true);
  return tf.div(vectors, tf.sqrt(tf.maximum(squares, SMALLEST_NORM ** 2)));
}

function meanSquaredDifference(student: tf.Tensor, teacher: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(student, teacher))) as tf.Scalar;
}

/** `[n, n]` distances over their mean; pairs of equal vectors, as an image with itself, have 0 and no gradient. */
function relativeDistances(vectors: tf.Tensor2D): tf.Tensor {
  const squares = tf.sum(tf.square(differences(vectors)), 2);
  // A comparison has no gradient function here; a step has one, zero.
  const apart = tf.step(tf.sub(squares, SMALLEST_NORM));
  const distances = tf.mul(tf.sqrt(tf.maximum(squares, SMALLEST_NORM)), apart);
  const mean = tf.div(tf.sum(distances), tf.maximum(tf.sum(apart), 1));
  return tf.div(distances, tf.maximum(mean, SMALLEST_NORM));
}

/** `[n, n, n]` cosines: entry (i, j, k) is that of the angle at i between j and k. */
function angles(vectors: tf.Tensor2D): tf.Tensor {
  const directions = normalise(differences(vectors));
  return tf.matMul(directions, directions, false, true);
}

/** `[n, n, d]`: entry (i, j) is vector j minus vector i. */
function differences(vectors: tf.Tensor2D): tf.Tensor {
  return tf.sub(tf.expandDims(vectors, 0), tf.expandDims(vectors, 1));
}

/** Mean of `0.5 x^2` where |x| < 1, `|x| - 0.5` elsewhere, of the difference x. */
function smoothL1(student: tf.Tensor, teacher: tf.Tensor): tf.Tensor {
  const size = tf.abs(tf.sub(student, teacher));
  const inner = tf.minimum(size, 1);
  return tf.mean(tf.mul(inner, tf.sub(size, tf.mul(inner, 0.5))));
}

function checkSameImages(loss: string, student: tf.Tensor, teacher: tf.Tensor): void {
  if (student.shape[0] !== teacher.shape[0]) {
    throw new AppError(
      'invalid_argument',
      `${loss} expected the same images on both sides; found ${student.shape[0]} of the student and ${teacher.shape[0]} of the teacher. Pass one batch to both.`,
    );
  }
}

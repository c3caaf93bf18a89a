import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '@/lib/data/image-set';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { forward } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { batchTensors, evaluationBatches } from './batch-tensors';
import { crossEntropy, type Loss } from './losses';
import { uploadWeights } from './model-variables';

/**
 * Logits of a model for every image of a set, row-major `[count, classes]`. Without augmentation an image is the
 * same in every epoch, so the teacher need answer only once.
 */
export function teacherLogits(model: Model, images: ImageSet, onBatch: () => void): Float32Array {
  const { classes } = model.network;
  const logits = new Float32Array(images.count * classes);
  const variables = uploadWeights(model.weights);
  try {
    for (const batch of evaluationBatches(images)) {
      const values = tf.tidy(() =>
        forward(model.network, variables, batchTensors(batch, images).images, {
          training: false,
          quantization: model.quantization,
          quantizeKernels: false,
        }).dataSync(),
      );
      logits.set(values, batch.positions[0] * classes);
      onBatch();
    }
  } finally {
    tf.dispose([...variables.values()]);
  }
  return logits;
}

/**
 * `total = alpha * T^2 * KL(teacher || student) + (1 - alpha) * CE(labels, student)`, with both distributions
 * softened by T in the first term. `train/distillation_loss` is `T^2 * KL`, `train/student_loss` the cross-entropy.
 *
 * @param answers The teacher's logits for every training image, row-major `[count, classes]`.
 * @see Hinton et al. 2015, arXiv 1503.02531, section 2
 */
export function distilledLoss(
  answers: Float32Array,
  classes: number,
  temperature: number,
  alpha: number,
): Loss {
  return (logits, { labels, indices }) => {
    const rows = new Float32Array(indices.length * classes);
    indices.forEach((image, row) => {
      rows.set(answers.subarray(image * classes, (image + 1) * classes), row * classes);
    });
    const soft = softLoss(logits, tf.tensor2d(rows, [indices.length, classes]), temperature);
    const hard = crossEntropy(logits, labels);
    const total = tf.add(tf.mul(soft, alpha), tf.mul(hard, 1 - alpha)) as tf.Scalar;
    return {
      total,
      terms: {
        [METRIC_KEYS.trainLoss]: total,
        [METRIC_KEYS.distillationLoss]: soft,
        [METRIC_KEYS.studentLoss]: hard,
      },
    };
  };
}

/** `T^2 * KL`, summed over classes, mean over images; its gradient is `T * (p_student - p_teacher) / n`. */
function softLoss(student: tf.Tensor2D, teacher: tf.Tensor2D, temperature: number): tf.Scalar {
  const [count] = student.shape;
  const compute = tf.customGrad((values, save) => {
    const [own, other] = [
      logSoftmax(tf.div(values as tf.Tensor2D, temperature)),
      logSoftmax(tf.div(teacher, temperature)),
    ];
    const target = tf.exp(other);
    (save as tf.GradSaveFunc)([tf.sub(tf.exp(own), target)]);
    return {
      value: tf.mul(tf.sum(tf.mul(target, tf.sub(other, own))), temperature ** 2 / count),
      gradFunc: (dy, saved) => tf.mul(saved[0], tf.mul(dy as tf.Tensor, temperature / count)),
    };
  });
  return compute(student) as tf.Scalar;
}

function logSoftmax(logits: tf.Tensor2D): tf.Tensor2D {
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true))) as tf.Tensor2D;
}

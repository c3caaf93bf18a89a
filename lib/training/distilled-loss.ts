import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '@/lib/data/image-set';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { forward } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { batchTensors, evaluationBatches } from './batch-tensors';
import { crossEntropy, type Loss, softCrossEntropy } from './losses';
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
export function distilledLoss(answers: Float32Array, temperature: number, alpha: number): Loss {
  return (logits, { labels, indices }) => {
    const soft = softCrossEntropy(logits, answers, indices, temperature);
    const hard = crossEntropy(logits, labels);
    return {
      terms: {
        [METRIC_KEYS.trainLoss]: alpha * soft.value + (1 - alpha) * hard.value,
        [METRIC_KEYS.distillationLoss]: soft.value,
        [METRIC_KEYS.studentLoss]: hard.value,
      },
      gradient: soft.gradient.map((value, index) => alpha * value + (1 - alpha) * hard.gradient[index]),
    };
  };
}

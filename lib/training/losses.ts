import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { BatchTensors } from './batch-tensors';

/**
 * What a loss gives for a batch: what to record, by metric key (`train/loss` is the total that is minimised), and
 * the gradient of the total by the logits, row-major `[n, classes]`.
 */
export interface LossResult {
  terms: Record<string, number> & { [METRIC_KEYS.trainLoss]: number };
  gradient: Float32Array;
}

/**
 * A loss of the logits of a batch, row-major `[n, classes]`. It works on arrays: the logits are few, both backends
 * compute synchronously, and reading them costs less than the two dozen small operations of a loss on the backend.
 */
export type Loss = (logits: Float32Array, batch: Pick<BatchTensors, 'labels' | 'indices'>) => LossResult;

/** Cross-entropy against the labels. */
export const labelLoss: Loss = (logits, { labels }) => {
  const { value, gradient } = crossEntropy(logits, labels);
  return { terms: { [METRIC_KEYS.trainLoss]: value }, gradient };
};

/**
 * Mean cross-entropy against labels, `mean(logsumexp(z) - z[label])`, in float64, and its gradient
 * `(softmax(z) - onehot) / n`.
 *
 * @param logits Row-major `[n, classes]`.
 * @param labels `[n]`
 */
export function crossEntropy(
  logits: Float32Array,
  labels: Int32Array,
): { value: number; gradient: Float32Array } {
  const classes = logits.length / labels.length;
  const gradient = new Float32Array(logits.length);
  const logProbabilities = new Float64Array(classes);
  let sum = 0;
  labels.forEach((label, image) => {
    const row = image * classes;
    logSoftmax(logits, row, 1, logProbabilities);
    sum -= logProbabilities[label];
    for (let index = 0; index < classes; index++) {
      gradient[row + index] = (Math.exp(logProbabilities[index]) - (index === label ? 1 : 0)) / labels.length;
    }
  });
  return { value: sum / labels.length, gradient };
}

/**
 * `T^2 * KL(teacher || student)` of distributions softened by the temperature T, summed over classes, mean over
 * images, in float64, and its gradient by the student's logits, `T * (p_student - p_teacher) / n`.
 *
 * @param student Row-major `[n, classes]`.
 * @param teacher Logits of every image of the set, row-major; those at `indices` belong to the batch.
 * @see Hinton et al. 2015, arXiv 1503.02531, section 2
 */
export function softCrossEntropy(
  student: Float32Array,
  teacher: Float32Array,
  indices: Int32Array,
  temperature: number,
): { value: number; gradient: Float32Array } {
  const count = indices.length;
  const classes = student.length / count;
  const gradient = new Float32Array(student.length);
  const own = new Float64Array(classes);
  const other = new Float64Array(classes);
  let sum = 0;
  indices.forEach((image, row) => {
    logSoftmax(student, row * classes, temperature, own);
    logSoftmax(teacher, image * classes, temperature, other);
    for (let index = 0; index < classes; index++) {
      const target = Math.exp(other[index]);
      sum += target * (other[index] - own[index]);
      gradient[row * classes + index] = (temperature * (Math.exp(own[index]) - target)) / count;
    }
  });
  return { value: (temperature ** 2 * sum) / count, gradient };
}

/** Log of the softmax of `logits / temperature` in a row that begins at `start`, into `result`. */
function logSoftmax(logits: Float32Array, start: number, temperature: number, result: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < result.length; index++) {
    result[index] = logits[start + index] / temperature;
    if (result[index] > largest) largest = result[index];
  }
  let sum = 0;
  for (let index = 0; index < result.length; index++) sum += Math.exp(result[index] - largest);
  const shift = largest + Math.log(sum);
  for (let index = 0; index < result.length; index++) result[index] -= shift;
}

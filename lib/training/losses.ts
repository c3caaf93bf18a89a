import * as tf from '@tensorflow/tfjs';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { BatchTensors } from './batch-tensors';

/**
 * Mean cross-entropy of logits against labels: `mean(logsumexp(z) - z[label])`.
 *
 * One custom gradient, `(softmax(z) - onehot) / n`, instead of the gradients of a dozen small operations; made of
 * kernels that every backend has.
 *
 * @param logits `[n, classes]`.
 * @param labels `[n]` int32.
 * @returns A scalar, for the caller to dispose.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const [count, classes] = logits.shape;
  const compute = tf.customGrad((values, save) => {
    const z = values as tf.Tensor2D;
    const shifted = tf.sub(z, tf.max(z, 1, true));
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, 1, true);
    const target = tf.oneHot(labels, classes).cast('float32');
    const losses = tf.sub(tf.sum(tf.log(sums)), tf.sum(tf.mul(shifted, target)));
    (save as tf.GradSaveFunc)([tf.sub(tf.div(exponentials, sums), target)]);
    return {
      value: tf.div(losses, count),
      gradFunc: (dy, saved) => tf.mul(saved[0], tf.div(dy as tf.Tensor, count)),
    };
  });
  return compute(logits) as tf.Scalar;
}

/** How many logits have their largest entry at the label, a scalar int32 for the caller to dispose. */
export function correctCount(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'int32')) as tf.Scalar);
}

/** What a loss gives: the scalar to minimise and what to record of it, by metric key; `train/loss` is the total. */
export interface LossTerms {
  total: tf.Scalar;
  terms: Record<string, tf.Scalar>;
}

/** A loss of the logits `[n, classes]` of a batch. */
export type Loss = (logits: tf.Tensor2D, batch: BatchTensors) => LossTerms;

/** Cross-entropy against the labels. */
export const labelLoss: Loss = (logits, { labels }) => {
  const total = crossEntropy(logits, labels);
  return { total, terms: { [METRIC_KEYS.trainLoss]: total } };
};

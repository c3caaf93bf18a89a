import * as tf from '@tensorflow/tfjs';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import { forward, type Variables } from '@/lib/models/forward';
import { weightKey } from '@/lib/models/model';
import type { BatchTensors } from './batch-tensors';
import type { Loss, LossResult } from './losses';

/** Gradients and losses of one batch; the tensors are for the caller to dispose. */
export interface StepResult {
  gradients: Map<string, tf.Tensor>;
  /** Mean and variance of the batch, by the keys of the moving averages they go into. */
  batchStatistics: Map<string, tf.Tensor>;
  terms: LossResult['terms'];
  logits: Float32Array;
}

/**
 * Gradients of a loss for every trained weight.
 *
 * @param trained Weights to differentiate by; `fixed` holds the others (moving averages).
 */
export function stepGradients(
  network: Network,
  trained: Variables,
  fixed: Variables,
  quantization: ModelQuantization | null,
  batch: BatchTensors,
  loss: Loss,
): StepResult {
  const keys = [...trained.keys()];
  const batchStatistics = new Map<string, tf.Tensor>();
  const found: Partial<Pick<StepResult, 'terms' | 'logits'>> = {};
  // The loss as the last node of the graph: its value is read by nobody, its gradient is computed on arrays.
  const lossNode = tf.customGrad((logits, save) => {
    const { shape } = logits as tf.Tensor2D;
    found.logits = (logits as tf.Tensor2D).dataSync() as Float32Array;
    const { terms, gradient } = loss(found.logits, batch);
    found.terms = terms;
    (save as tf.GradSaveFunc)([tf.tensor2d(gradient, shape)]);
    return { value: tf.scalar(0), gradFunc: (dy, saved) => tf.mul(saved[0], dy as tf.Tensor) };
  });
  const differentiate = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const variables = new Map([...fixed, ...keys.map((key, index) => [key, tensors[index]] as const)]);
    const logits = forward(network, variables, batch.images, {
      training: true,
      quantization,
      onBatchStatistics: ({ name }, mean, variance) => {
        batchStatistics.set(weightKey(name, 'movingMean'), tf.keep(mean));
        batchStatistics.set(weightKey(name, 'movingVariance'), tf.keep(variance));
      },
    });
    return lossNode(logits);
  });
  const { value, grads } = differentiate(keys.map((key) => trained.get(key) as tf.Tensor));
  value.dispose();
  const { terms, logits } = found as Pick<StepResult, 'terms' | 'logits'>;
  return {
    gradients: new Map(keys.map((key, index) => [key, grads[index]])),
    batchStatistics,
    terms,
    logits,
  };
}

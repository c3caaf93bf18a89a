import * as tf from '@tensorflow/tfjs';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import { forward, type Variables } from '@/lib/models/forward';
import { weightKey } from '@/lib/models/model';
import type { BatchTensors } from './batch-tensors';
import { correctCount, type Loss } from './losses';
import type { StepScalars } from './step-log';

/** Gradients and scalars of one batch; all for the caller to dispose. */
export interface StepResult {
  gradients: Map<string, tf.Tensor>;
  scalars: StepScalars;
  /** Mean and variance of the batch, by the keys of the moving averages they go into. */
  batchStatistics: Map<string, tf.Tensor>;
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
  const kept: Partial<StepScalars> = {};
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
    const { total, terms } = loss(logits, batch);
    for (const term of Object.values(terms)) tf.keep(term);
    kept.losses = terms;
    kept.correct = tf.keep(correctCount(logits, batch.labels));
    return total;
  });
  const { value, grads } = differentiate(keys.map((key) => trained.get(key) as tf.Tensor));
  // The total is one of the terms, which are the log's to dispose.
  if (!Object.values(kept.losses ?? {}).some((term) => term.id === value.id)) value.dispose();
  return {
    gradients: new Map(keys.map((key, index) => [key, grads[index]])),
    scalars: kept as StepScalars,
    batchStatistics,
  };
}

import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '@/lib/data/image-set';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import type { EvaluationRecord, RunRecorder, Split } from '@/lib/domain/recorder';
import { forward, type Variables } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { batchTensors, evaluationBatches } from './batch-tensors';
import { uploadWeights } from './model-variables';
import { addToScore, emptyScore, type Score } from './score';

/** How variables are evaluated. */
export interface EvaluateOptions {
  quantization?: ModelQuantization | null;
  /** False when the kernels already lie on their grid. */
  quantizeKernels?: boolean;
  onBatch?: () => void;
}

/**
 * Score of a network on a set of images, batch normalisation with its moving averages. Counts are exact: every
 * image once, logits scored in float64.
 */
export function evaluateVariables(
  network: Network,
  variables: Variables,
  images: ImageSet,
  { onBatch, ...options }: EvaluateOptions = {},
): Score {
  const score = emptyScore(network.classes);
  for (const batch of evaluationBatches(images)) {
    const logits = tf.tidy(() => {
      const tensors = batchTensors(batch, images);
      return forward(network, variables, tensors.images, { training: false, ...options }).dataSync();
    });
    addToScore(score, logits, batch.labels);
    onBatch?.();
  }
  return score;
}

/** Score of a stored or finished model, whose kernels lie on their grid when it is quantized. */
export function evaluateModel(model: Model, images: ImageSet, onBatch?: () => void): Score {
  const variables = uploadWeights(model.weights);
  try {
    return evaluateVariables(model.network, variables, images, {
      quantization: model.quantization,
      quantizeKernels: false,
      onBatch,
    });
  } finally {
    tf.dispose([...variables.values()]);
  }
}

/** Evaluates a model on a split and records the result. */
export function recordEvaluation(
  model: Model,
  modelId: number,
  split: Split,
  images: ImageSet,
  recorder: RunRecorder,
): Score {
  const score = evaluateModel(model, images, () => recorder.heartbeat());
  const { samples, correct, top5Correct, byClass } = score;
  const record: EvaluationRecord = {
    modelId,
    split,
    engine: model.quantization === null ? 'float' : 'simulated',
    samples,
    correct,
    top5Correct,
    loss: score.lossSum / samples,
    byClass,
  };
  recorder.evaluation(record);
  return score;
}

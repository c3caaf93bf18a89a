import * as tf from '@tensorflow/tfjs';
import { applyMask } from '@/lib/compression/mask';
import type { ImageSet } from '@/lib/data/image-set';
import type { LayerSpec } from '@/lib/domain/network';
import { forwardFrom, runLayer, type Variables } from '@/lib/models/forward';
import { type Model, type Weights, type WeightTensor, weightKey } from '@/lib/models/model';
import { batchTensors, EVALUATION_BATCH, evaluationBatches } from './batch-tensors';
import { uploadWeight, uploadWeights } from './model-variables';
import { layerMasks, type PruningGranularity, prunableLayers } from './pruning-masks';
import { addToScore, emptyScore, type Score } from './score';

/** A layer pruned alone, at one level. */
export interface LevelResult {
  level: number;
  /** The layer's weights that pruning changed, its kernel among them. */
  pruned: Weights;
  score: Score;
}

/** All levels of one layer. */
export interface LayerScan {
  layer: LayerSpec;
  levels: LevelResult[];
}

const INFERENCE = { training: false, quantizeKernels: false } as const;

/**
 * Prunes each layer of a model alone, at each level, always from the unpruned weights, and scores the rest of the
 * network on the same images. Yields layer by layer.
 *
 * For each batch the layers before the pruned one run once for all levels; only changed weights are uploaded.
 *
 * @param onPass Called after each pass of a batch through one pruned network.
 */
export function* scanLayers(
  model: Model,
  images: ImageSet,
  granularity: PruningGranularity,
  levels: readonly number[],
  onPass: () => void,
): Generator<LayerScan> {
  const variables = uploadWeights(model.weights);
  try {
    for (const layer of prunableLayers(model.network, granularity)) {
      const results = levels.map((level): LevelResult => {
        const pruned: Weights = new Map();
        for (const [key, mask] of layerMasks(model, layer, granularity, level).masks) {
          const { shape, data } = model.weights.get(key) as WeightTensor;
          const values = data.slice();
          applyMask(values, mask);
          pruned.set(key, { shape, data: values });
        }
        return { level, pruned, score: emptyScore(model.network.classes) };
      });
      scoreLevels(model, variables, layer, results, images, onPass);
      yield { layer, levels: results };
    }
  } finally {
    tf.dispose([...variables.values()]);
  }
}

/** How many passes {@link scanLayers} makes. */
export function passCount(
  model: Model,
  images: ImageSet,
  granularity: PruningGranularity,
  levels: number,
): number {
  const batches = Math.ceil(images.count / EVALUATION_BATCH);
  return prunableLayers(model.network, granularity).length * levels * batches;
}

function scoreLevels(
  model: Model,
  variables: Variables,
  layer: LayerSpec,
  results: LevelResult[],
  images: ImageSet,
  onPass: () => void,
): void {
  const { network, quantization } = model;
  const options = { ...INFERENCE, quantization };
  const position = network.layers.indexOf(layer);
  const overrides = results.map(
    ({ pruned }) => new Map([...pruned].map(([key, weight]) => [key, uploadWeight(weight)])),
  );
  try {
    for (const batch of evaluationBatches(images)) {
      tf.tidy(() => {
        const known = prefix(model, variables, position, batchTensors(batch, images).images);
        results.forEach(({ score }, index) => {
          const own = new Map([...variables, ...overrides[index]]);
          const logits = tf.tidy(() => forwardFrom(network, own, known, position, options).dataSync());
          addToScore(score, logits, batch.labels);
          onPass();
        });
      });
    }
  } finally {
    for (const override of overrides) tf.dispose([...override.values()]);
  }
}

/** Outputs of the layers before `position` that later ones read. Call it inside `tf.tidy`. */
function prefix(
  { network, quantization }: Model,
  variables: Variables,
  position: number,
  images: tf.Tensor,
): Map<string, tf.Tensor> {
  const values = new Map([['input', images]]);
  const lastReader = new Map<string, number>();
  network.layers.forEach((layer, index) => {
    for (const name of layer.inputs) lastReader.set(name, index);
  });
  network.layers.slice(0, position).forEach((layer, index) => {
    const inputs = layer.inputs.map((name) => values.get(name) as tf.Tensor);
    const options = { ...INFERENCE, quantization };
    values.set(
      layer.name,
      tf.tidy(() => runLayer(layer, variables, inputs, options)),
    );
    for (const [name, tensor] of values) {
      if ((lastReader.get(name) ?? 0) > index) continue;
      tensor.dispose();
      values.delete(name);
    }
  });
  return values;
}

/** The kernel of a scanned layer as it was pruned at a level. */
export function prunedKernel(layer: LayerSpec, result: LevelResult): WeightTensor {
  return result.pruned.get(weightKey(layer.name, 'kernel')) as WeightTensor;
}

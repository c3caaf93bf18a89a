import * as tf from '@tensorflow/tfjs';
import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { measureModelSize } from '@/lib/compression/model-size';
import type { Batch } from '@/lib/data/batches';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { hasKernel, isTrained, networkSize } from '@/lib/domain/network-size';
import type { LayerRecord, LayerStage, LayerTensor, RunRecorder, StoredModel } from '@/lib/domain/recorder';
import { coupledGroups } from '@/lib/models/coupled-groups';
import { forward } from '@/lib/models/forward';
import type { Model, Weights } from '@/lib/models/model';
import { weightKey } from '@/lib/models/model';
import { modelFiles } from '@/lib/models/model-files';
import { batchTensors, evaluationBatches } from './batch-tensors';
import { recordEvaluation } from './evaluate';
import { recordLatency } from './latency';
import type { LoadedModel } from './method-context';
import { uploadWeights } from './model-variables';
import { kernelSparsity } from './pruning-masks';
import type { Splits } from './splits';

/** Validation images whose activations are described. */
const ACTIVATION_IMAGES = 64;

/** A moment of a run at which layers are described. */
export interface Moment {
  stage: LayerStage;
  step: number;
  round: number;
  targetSparsity: number | null;
}

/** The weights that a run started from. */
export const BASELINE: Moment = { stage: 'baseline', step: 0, round: 0, targetSparsity: null };

/**
 * Stores a model with its layers and its files `weights.safetensors` and `model.json`.
 *
 * @param parent The model it was made from; layers of the same name are the same layer.
 * @param folder Of the files inside the run, as `model` or `round-1`.
 */
export function storeModel(
  model: Model,
  name: string,
  parent: LoadedModel | null,
  folder: string,
  recorder: RunRecorder,
): StoredModel {
  const { network, quantization } = model;
  const files = modelFiles(model);
  recorder.artifact({
    path: `${folder}/weights.safetensors`,
    mediaType: 'application/octet-stream',
    bytes: files.weights,
  });
  recorder.artifact({
    path: `${folder}/model.json`,
    mediaType: 'application/json',
    bytes: files.description,
  });
  const layers = layerRecords(model, parent);
  const { parameters, macs } = networkSize(network);
  return recorder.model({
    name,
    network,
    quantization,
    parentModelId: parent?.modelId ?? null,
    parameters,
    nonzeros: layers.reduce((sum, { nonzeros }) => sum + nonzeros, 0),
    macs,
    bits: Math.min(32, ...Object.values(quantization ?? {}).map(({ kernel }) => kernel.bits)),
    ...measureModelSize(model),
    weightsHash: files.weightsHash,
    layers,
  });
}

/** Describes kernel and bias of every layer. */
export function recordWeightStatistics(
  weights: Weights,
  layerIds: ReadonlyMap<string, number>,
  moment: Moment,
  recorder: RunRecorder,
): void {
  for (const [layer, layerId] of layerIds) {
    for (const tensor of ['kernel', 'bias'] as const) {
      const weight = weights.get(weightKey(layer, tensor));
      if (weight)
        recorder.layerStats({ layerId, tensor, ...moment, statistics: layerStatistics(weight.data) });
    }
    recorder.heartbeat();
  }
}

/** Describes the output of every layer but `flatten` on the first 64 validation images. */
function recordActivationStatistics(
  model: Model,
  layerIds: ReadonlyMap<string, number>,
  moment: Moment,
  { validation }: Splits,
  recorder: RunRecorder,
): void {
  const tensor: LayerTensor = 'activation';
  const first = evaluationBatches(validation, ACTIVATION_IMAGES).next().value as Batch;
  const variables = uploadWeights(model.weights);
  try {
    tf.tidy(() => {
      const { images } = batchTensors(first, validation);
      forward(model.network, variables, images, {
        training: false,
        quantization: model.quantization,
        quantizeKernels: false,
        onLayer: (layer, _inputs, output) => {
          const layerId = layerIds.get(layer.name);
          if (layerId === undefined || layer.type === 'flatten') return;
          const statistics = layerStatistics(output.dataSync() as Float32Array);
          recorder.layerStats({ layerId, tensor, ...moment, statistics });
          recorder.heartbeat();
        },
      });
    });
  } finally {
    tf.dispose([...variables.values()]);
  }
}

/** What a method hands over at its end. */
export interface FinishedModel {
  model: Model;
  name: string;
  parent: LoadedModel | null;
  moment: Moment;
  /** False when the last epoch of a training has recorded the validation metrics of this very model. */
  recordValidation: boolean;
}

/**
 * Stores the output model of a run: files, layer statistics, accuracy on validation and test (read here, once),
 * latency, sparsity.
 */
export function finishModel(
  { model, name, parent, moment, recordValidation }: FinishedModel,
  splits: Splits,
  recorder: RunRecorder,
): StoredModel {
  recorder.progress(1, 1, 'measuring');
  const stored = storeModel(model, name, parent, 'model', recorder);
  const { step } = moment;
  recordWeightStatistics(model.weights, stored.layerIds, moment, recorder);
  recordActivationStatistics(model, stored.layerIds, moment, splits, recorder);
  recorder.metric(METRIC_KEYS.sparsity, step, kernelSparsity(model));
  for (const split of ['validation', 'test'] as const) {
    const score = recordEvaluation(model, stored.modelId, split, splits[split], recorder);
    if (split === 'test' || recordValidation) {
      recorder.metric(METRIC_KEYS[`${split}Loss`], step, score.lossSum / score.samples);
      recorder.metric(METRIC_KEYS[`${split}Accuracy`], step, score.correct / score.samples);
    }
    const percent = ((100 * score.correct) / score.samples).toFixed(2);
    recorder.log(
      'info',
      `${name}: ${score.correct} of ${score.samples} ${split} images right, ${percent} %.`,
    );
  }
  recordLatency(model, stored.modelId, recorder);
  recorder.outputModel(stored.modelId);
  recorder.flush();
  return stored;
}

function layerRecords({ network, weights }: Model, parent: LoadedModel | null): LayerRecord[] {
  const groups = coupledGroups(network);
  return networkSize(network).layers.map(({ layer, weights: tensors, ...size }, position) => ({
    position,
    name: layer.name,
    type: layer.type,
    inputShape: [...size.inputShape],
    outputShape: [...size.outputShape],
    kernelShape: hasKernel(layer) ? tensors[0].shape : null,
    parameters: size.parameters,
    nonzeros: tensors
      .filter(({ tensor }) => isTrained(tensor))
      .reduce((sum, { tensor }) => sum + nonzeroCount(weights.get(weightKey(layer.name, tensor))?.data), 0),
    macs: size.macs,
    coupledGroup: groups.get(layer.name) ?? null,
    originLayerId: parent?.layerIds.get(layer.name) ?? null,
  }));
}

function nonzeroCount(values: Float32Array = new Float32Array()): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count;
}

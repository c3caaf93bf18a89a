import { channelQuantizationErrors, channelRanges, quantizationError } from '@/lib/compression/quantize';
import { batchRange, seenRange } from '@/lib/compression/value-range';
import { samplePositions } from '@/lib/data/samples';
import { AppError } from '@/lib/domain/errors';
import type { ModelQuantization, QuantizerParameters } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import type { LayerTensor, QuantizerRecord } from '@/lib/domain/recorder';
import { runName } from '@/lib/domain/run-name';
import { type Model, type WeightTensor, weightKey } from '@/lib/models/model';
import { kernelQuantizer, onGrid, requantizedKernels } from '@/lib/models/quantized-model';
import { type Calibration, calibrate } from './calibrate';
import { readCheckpoint, saveCheckpoint } from './checkpoint';
import { fitModel } from './fit';
import { getInput, type MethodRun } from './method-context';
import { zeroMasks } from './pruning-masks';
import { BASELINE, finishModel, recordWeightStatistics } from './record-model';

const NO_CALIBRATION: Calibration = { inputs: new Map(), samples: 0, batches: 0, sampleHash: '' };

/**
 * Quantizes the base model: kernels symmetric, inputs of layers asymmetric by calibration (`static`) or by each
 * batch (`dynamic`); `qat` goes on training the static one with fake quantization. Zeros of a pruned base stay.
 */
export async function runQuantize({ config, context, splits }: MethodRun<'quantize'>): Promise<void> {
  const { recorder } = context;
  const { bits, mode } = config;
  const base = getInput(context, 'base');
  if (base.model.quantization !== null) {
    throw new AppError(
      'input_failed',
      'Quantizing expected a float model; the base is quantized already. Use the model it was made from.',
    );
  }
  if (base.model.network.layers.some(({ type }) => type === 'batchNorm')) {
    recorder.log(
      'info',
      'Batch normalisation stays in float32 behind the quantized convolutions; it is not folded into them.',
    );
  }
  recorder.progress(0, 1, mode === 'dynamic' ? 'quantizing' : 'calibrating');
  const samples = Math.min(config.calibrationSamples, splits.train.count);
  const positions = samplePositions(splits.train, samples, config.seed);
  const onBatch = () => recorder.heartbeat();
  const calibration =
    mode === 'dynamic'
      ? NO_CALIBRATION
      : calibrate(base.model, splits.train, positions, config.observer, bits, onBatch);
  const isPerChannel = config.weightGranularity === 'perChannel';
  const start: Model = {
    ...base.model,
    quantization: quantizationOf(base.model, calibration, bits, isPerChannel),
  };
  let step = 0;
  let trained: Model = start;
  if (config.training) {
    const saved = context.checkpoint && readCheckpoint(context.checkpoint.bytes);
    const result = await fitModel({
      model: start,
      training: config.training,
      ...splits,
      seed: config.seed,
      recorder,
      masks: zeroMasks(base.model),
      quantizationOf: (weights) => requantizedKernels({ ...start, weights }),
      phase: 'quantization-aware training',
      resume: saved?.fit,
      onEpoch: (state, at) => saveCheckpoint(recorder, at, { round: 0, firstStep: 0, fit: state }),
    });
    trained = { ...start, weights: result.weights };
    step = result.step;
  }
  const model = onGrid(trained);
  const moment = { stage: 'quantized', step, round: 0, targetSparsity: null } as const;
  const name = runName(config);
  const recordValidation = config.training === undefined;
  const stored = finishModel({ model, name, parent: base, moment, recordValidation }, splits, recorder);
  recordWeightStatistics(base.model.weights, stored.layerIds, BASELINE, recorder);
  recorder.calibration(
    {
      modelId: stored.modelId,
      split: 'train',
      samples: calibration.samples,
      batches: calibration.batches,
      sampleHash: calibration.sampleHash,
      method: mode === 'dynamic' ? 'dynamic' : config.observer,
      parameters: { bits, weightGranularity: config.weightGranularity },
    },
    quantizerRecords(trained, model, calibration, stored.layerIds),
  );
}

function quantizationOf(
  model: Model,
  calibration: Calibration,
  bits: number,
  isPerChannel: boolean,
): ModelQuantization {
  return Object.fromEntries(
    model.network.layers.filter(hasKernel).map((layer) => {
      const kernel = model.weights.get(weightKey(layer.name, 'kernel')) as WeightTensor;
      return [
        layer.name,
        {
          kernel: kernelQuantizer(layer, kernel, bits, isPerChannel),
          input: calibration.inputs.get(layer.name)?.quantizer ?? ('dynamic' as const),
        },
      ];
    }),
  );
}

/** Rows of all quantizers; errors of kernels are those of the weights before they were moved onto the grid. */
function quantizerRecords(
  before: Model,
  { quantization }: Model,
  calibration: Calibration,
  layerIds: ReadonlyMap<string, number>,
): QuantizerRecord[] {
  return Object.entries(quantization ?? {}).flatMap(([layer, { kernel }]) => {
    const layerId = layerIds.get(layer) as number;
    const { shape, data } = before.weights.get(weightKey(layer, 'kernel')) as WeightTensor;
    const ranges =
      kernel.channelAxis === null
        ? [seenRange(batchRange(data))]
        : channelRanges(data, shape, kernel.channelAxis);
    const errors =
      kernel.channelAxis === null
        ? [quantizationError(data, kernel)]
        : channelQuantizationErrors(data, kernel, shape);
    const kernels = ranges.map(
      ({ min, max }, channel): QuantizerRecord => ({
        ...row(layerId, 'kernel', kernel, channel),
        channel: kernel.channelAxis === null ? null : channel,
        rangeMin: min,
        rangeMax: max,
        ...errors[channel],
      }),
    );
    const input = calibration.inputs.get(layer);
    if (input === undefined) return kernels;
    const { quantizer, range, sqnrDb, clippedFraction } = input;
    const activation: QuantizerRecord = {
      ...row(layerId, 'activation', quantizer, 0),
      channel: null,
      rangeMin: range.min,
      rangeMax: range.max,
      sqnrDb,
      clippedFraction,
    };
    return [...kernels, activation];
  });
}

function row(layerId: number, tensor: LayerTensor, quantizer: QuantizerParameters, entry: number) {
  const { bits, scheme, quantMin, quantMax } = quantizer;
  return {
    layerId,
    tensor,
    bits,
    scheme,
    quantMin,
    quantMax,
    scale: quantizer.scale[entry],
    zeroPoint: quantizer.zeroPoint[entry],
  };
}

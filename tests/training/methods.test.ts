import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nonzeroMask } from '@/lib/compression/mask';
import { fakeQuantize } from '@/lib/compression/quantize';
import type { Dataset } from '@/lib/data/dataset';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import type { JobConfig } from '@/lib/domain/run-config';
import type { Model } from '@/lib/models/model';
import { readDescription, readModel } from '@/lib/models/model-files';
import { loadBackend } from '@/lib/tf/backend';
import { evaluateModel } from '@/lib/training/evaluate';
import { type LoadedModel, type MethodContext, runMethod } from '@/lib/training/run-method';
import { CollectingRecorder } from './collecting-recorder';
import { mnistImages } from './mnist-images';

const splits = {
  train: mnistImages(0, 1500),
  validation: mnistImages(55_000, 500),
  test: mnistImages(50_000, 400),
};
const dataset: Dataset = {
  name: 'mnist',
  contentHash: '0'.repeat(64),
  classes: Array.from({ length: 10 }, (_, digit) => `${digit}`),
  shape: [28, 28, 1],
  splitSizes: { train: 1500, validation: 500, test: 400 },
  splits,
  pixelMean: [0.1307],
  pixelStd: [0.3081],
};

function configOf(method: JobConfig['method'], rest: object): JobConfig {
  return parseRunConfig({ experiment: 'test', method, ...rest }) as JobConfig;
}

async function run(
  config: JobConfig,
  inputs: MethodContext['inputs'] = {},
  checkpoint?: MethodContext['checkpoint'],
): Promise<CollectingRecorder> {
  const recorder = new CollectingRecorder();
  const before = tf.memory().numTensors;
  await runMethod(config, { dataset, inputs, recorder, backend: 'tensorflow', checkpoint });
  expect(tf.memory().numTensors).toBe(before);
  return recorder;
}

/** The output model of a run as the worker would load it for the next. */
function outputOf(recorder: CollectingRecorder): LoadedModel {
  const { record, stored } = recorder.models[(recorder.output as number) - 1];
  const file = (name: string) => {
    const artifact = recorder.artifacts.findLast(({ path }) => path === `model/${name}`);
    return artifact?.bytes as Uint8Array;
  };
  const { network, quantization } = readDescription(file('model.json'));
  expect(network).toEqual(record.network);
  return { ...stored, model: readModel(network, quantization, file('weights.safetensors')) };
}

function kernel({ weights }: Model, layer: string): Float32Array {
  return weights.get(`${layer}/kernel`)?.data as Float32Array;
}

function zeros(values: Float32Array): number {
  return values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
}

const lenet300 = { name: 'lenet-300-100' };
let base: LoadedModel;
let trained: CollectingRecorder;
let lenet5: LoadedModel;

beforeAll(async () => {
  await loadBackend();
  trained = await run(configOf('train', { architecture: lenet300, epochs: 4 }));
  base = outputOf(trained);
  lenet5 = outputOf(await run(configOf('train', { architecture: { name: 'lenet-5' } })));
});

describe('train', () => {
  it('records its model with all that is asked of one', () => {
    const [{ record, stored }] = trained.models;
    expect(record).toMatchObject({ name: 'lenet-300-100', parameters: 266_610, macs: 266_200, bits: 32 });
    expect(record.float32Bytes).toBe(266_610 * 4);
    expect(record.layers.map(({ name }) => name)).toEqual(['flatten', 'fc1', 'relu1', 'fc2', 'relu2', 'fc3']);
    expect(record.layers[1]).toMatchObject({
      type: 'dense',
      kernelShape: [784, 300],
      parameters: 235_500,
      originLayerId: null,
    });
    const described = trained.stats.map(({ layerId, tensor, stage }) => `${layerId} ${tensor} ${stage}`);
    const id = (layer: string) => stored.layerIds.get(layer);
    for (const layer of ['fc1', 'fc2', 'fc3']) {
      expect(described).toContain(`${id(layer)} kernel trained`);
      expect(described).toContain(`${id(layer)} bias trained`);
    }
    expect(described).toContain(`${id('relu2')} activation trained`);
    expect(new Set(described).size).toBe(described.length);
    expect(trained.evaluations.map(({ split, samples, engine }) => ({ split, samples, engine }))).toEqual([
      { split: 'validation', samples: 500, engine: 'float' },
      { split: 'test', samples: 400, engine: 'float' },
    ]);
    for (const { correct, byClass } of trained.evaluations) {
      expect(byClass.reduce((sum, one) => sum + one.correct, 0)).toBe(correct);
    }
    expect(trained.benchmarks.map(({ batchSize }) => batchSize)).toEqual([1, 64]);
    for (const { repeats, latencyP50Ms, latencyP95Ms } of trained.benchmarks) {
      expect(repeats).toBeGreaterThanOrEqual(50);
      expect(latencyP95Ms).toBeGreaterThanOrEqual(latencyP50Ms);
    }
    expect(trained.checkpoints.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it('stores files that give the evaluated model again', () => {
    const [, test] = trained.evaluations;
    expect(evaluateModel(base.model, splits.test).correct).toBe(test.correct);
    expect(test.correct / test.samples).toBeGreaterThan(0.85);
  });

  it('gives the same accuracy to the last image, and the same weights, for the same seed', async () => {
    const config = configOf('train', { architecture: { name: 'lenet-5' }, seed: 7 });
    const [a, b] = [await run(config), await run(config)];
    expect(b.evaluations).toEqual(a.evaluations);
    expect(b.models[0].record.weightsHash).toBe(a.models[0].record.weightsHash);
  });

  it('resumes from its last checkpoint to the same model', async () => {
    const config = configOf('train', { architecture: lenet300, epochs: 4 });
    const resumed = await run(config, {}, trained.checkpoints[1]);
    expect(resumed.models[0].record.weightsHash).toBe(trained.models[0].record.weightsHash);
    expect(resumed.metrics[0].step).toBeGreaterThan(trained.checkpoints[1].step);
  });
});

describe('sensitivity', () => {
  it('prunes one layer alone, from the unpruned weights at each level, whatever the order of levels', async () => {
    const up = await run(configOf('sensitivity', { base: { run: 1 }, levels: [0.5, 0.95] }), { base });
    const down = await run(configOf('sensitivity', { base: { run: 1 }, levels: [0.95, 0.5] }), { base });
    const find = (recorder: CollectingRecorder, layerId: number, level: number) =>
      recorder.sensitivities.find((one) => one.layerId === layerId && one.level === level);
    expect(up.sensitivities.length).toBe(6);
    for (const { layerId, level, ...one } of up.sensitivities) {
      expect(find(down, layerId, level)).toMatchObject(one);
      expect(one.achievedSparsity).toBeCloseTo(level, 2);
      expect(one.samples).toBe(500);
    }
    const untouched = evaluateModel(base.model, splits.validation).correct;
    // The result of one level must be that of the whole network with that one kernel pruned.
    const fc1 = find(up, base.layerIds.get('fc1') as number, 0.95);
    const values = kernel(base.model, 'fc1').slice();
    const order = [...values.keys()].sort((a, b) => Math.abs(values[a]) - Math.abs(values[b]));
    for (const index of order.slice(0, Math.round(0.95 * values.length))) values[index] = 0;
    const weights = new Map(base.model.weights).set('fc1/kernel', { shape: [784, 300], data: values });
    const { correct } = evaluateModel({ ...base.model, weights }, splits.validation);
    expect(fc1?.correct).toBe(correct);
    expect(fc1?.accuracyDrop).toBe((untouched - correct) / 500);
    expect(fc1?.accuracyDrop).toBeGreaterThan(0);
    const stats = up.stats.filter(({ stage }) => stage === 'sensitivity');
    expect(stats.length).toBe(6);
    expect(stats[1]).toMatchObject({ targetSparsity: 0.95, step: 1 });
    expect(stats[1].statistics.zeros).toBe(Math.round(0.95 * 235_200));
  });

  it('prunes filters of a convolution with their bias', async () => {
    const found = await run(
      configOf('sensitivity', { base: { run: 1 }, levels: [0.5], granularity: 'filter' }),
      { base: lenet5 },
    );
    // The last layer keeps its outputs.
    expect(found.sensitivities.map(({ layerId }) => layerId)).toEqual(
      ['conv1', 'conv2', 'fc1'].map((name) => lenet5.layerIds.get(name)),
    );
    expect(found.sensitivities.map(({ achievedSparsity }) => achievedSparsity)).toEqual([0.5, 0.5, 0.5]);
  });
});

describe('prune', () => {
  it('reaches its sparsity in rounds, with fine-tuning that revives nothing', async () => {
    const finetune = { epochs: 3 };
    const config = configOf('prune', { base: { run: 1 }, finalSparsity: 0.9, rounds: 2, finetune });
    const found = await run(config, { base });
    expect(found.models.length).toBe(2);
    const { model } = outputOf(found);
    for (const layer of ['fc1', 'fc2', 'fc3']) {
      const values = kernel(model, layer);
      expect(zeros(values)).toBe(Math.round(0.9 * values.length));
    }
    const { record, stored } = found.models[1];
    expect(record.parentModelId).toBe(base.modelId);
    expect(record.layers[1].originLayerId).toBe(base.layerIds.get('fc1'));
    // 1 - sqrt(0.1) after the first round
    const stages = found.stats
      .filter(({ layerId, tensor }) => tensor === 'kernel' && stored.layerIds.get('fc1') === layerId)
      .map(({ stage, round, targetSparsity }) => `${stage} ${round} ${targetSparsity}`);
    expect(stages.sort()).toEqual(['baseline 0 null', 'finetuned 2 0.9', 'pruned 2 0.9']);
    expect(found.values('model/sparsity')[0]).toBeCloseTo(1 - Math.sqrt(0.1), 4);
    const [validation] = found.evaluations;
    expect(validation.correct / validation.samples).toBeGreaterThan(0.8);
  });

  it('resumes inside a round and between rounds to the same model', async () => {
    const finetune = { epochs: 2 };
    const config = configOf('prune', { base: { run: 1 }, finalSparsity: 0.8, rounds: 2, finetune });
    const through = await run(config, { base });
    // 24 steps an epoch
    expect(through.checkpoints.map(({ step, epoch }) => [step, epoch])).toEqual([
      [24, 1],
      [48, 2],
      [72, 3],
    ]);
    const pruned = (recorder: CollectingRecorder) => ({
      ...recorder.stats.findLast(({ stage }) => stage === 'pruned'),
      layerId: 0,
    });
    for (const checkpoint of through.checkpoints) {
      const resumed = await run(config, { base }, checkpoint);
      expect(resumed.models.at(-1)?.record.weightsHash).toBe(through.models.at(-1)?.record.weightsHash);
      expect(pruned(resumed)).toEqual(pruned(through));
      expect(resumed.metrics.at(-1)?.step).toBe(96);
    }
  });

  it('leaves every layer a weight when one ranking takes all others (Eric-mingjie/rethinking-network-pruning#18)', async () => {
    const config = configOf('prune', {
      base: { run: 1 },
      finalSparsity: 0.9999,
      scope: 'global',
      finetune: null,
    });
    const { model } = outputOf(await run(config, { base }));
    for (const layer of ['fc1', 'fc2', 'fc3']) {
      const values = kernel(model, layer);
      expect(values.length - zeros(values)).toBeGreaterThan(0);
    }
  });

  it('keeps the quantizers of a quantized base, with its kernels on their grid', async () => {
    const int8 = outputOf(await run(configOf('quantize', { base: { run: 1 } }), { base }));
    const config = configOf('prune', { base: { run: 1 }, finalSparsity: 0.5 });
    const { model } = outputOf(await run(config, { base: int8 }));
    const quantizer = model.quantization?.fc1.kernel;
    expect(quantizer?.bits).toBe(8);
    expect(zeros(kernel(model, 'fc1'))).toBeGreaterThanOrEqual(117_600);
    if (quantizer) {
      expect(fakeQuantize(kernel(model, 'fc1'), quantizer, [784, 300])).toEqual(kernel(model, 'fc1'));
    }
    expect(model.quantization?.fc1.input).toEqual(int8.model.quantization?.fc1.input);
  });
});

describe('quantize', () => {
  it('static: calibrates, puts kernels on their grid and loses little', async () => {
    const found = await run(configOf('quantize', { base: { run: 1 }, calibrationSamples: 300 }), { base });
    const [{ record, quantizers }] = found.calibrations;
    expect(record).toMatchObject({ split: 'train', samples: 300, batches: 2, method: 'minMax' });
    expect(record.sampleHash).toMatch(/^[0-9a-f]{64}$/);
    // 300 + 100 + 10 channels, and three inputs
    expect(quantizers.filter(({ tensor }) => tensor === 'kernel').length).toBe(410);
    const inputs = quantizers.filter(({ tensor }) => tensor === 'activation');
    expect(inputs.length).toBe(3);
    // Pixels reach from 0 to 1.
    expect(inputs[0]).toMatchObject({ rangeMin: 0, rangeMax: 1, zeroPoint: 0, quantMax: 255 });
    expect(inputs[0].scale).toBeCloseTo(1 / 255, 8);
    for (const { sqnrDb } of quantizers) if (sqnrDb !== null) expect(sqnrDb).toBeGreaterThan(20);
    const { model } = outputOf(found);
    const distinct = new Set(Array.from({ length: 784 }, (_, row) => kernel(model, 'fc1')[row * 300]));
    expect(distinct.size).toBeLessThanOrEqual(255);
    expect(found.evaluations.every(({ engine }) => engine === 'simulated')).toBe(true);
    expect(found.models[0].record.bits).toBe(8);
    const float = evaluateModel(base.model, splits.validation).correct;
    expect(Math.abs(found.evaluations[0].correct - float)).toBeLessThanOrEqual(5);
  });

  it('two bits cost accuracy, which training with fake quantization wins back', async () => {
    const rest = { base: { run: 1 }, bits: 2, weightGranularity: 'perTensor' };
    const ptq = await run(configOf('quantize', rest), { base });
    const qat = await run(configOf('quantize', { ...rest, mode: 'qat', training: { epochs: 2 } }), { base });
    expect(qat.evaluations[0].correct).toBeGreaterThan(ptq.evaluations[0].correct);
    const { model } = outputOf(qat);
    expect(new Set(kernel(model, 'fc1')).size).toBeLessThanOrEqual(3);
  });

  it('qat: zeros of a pruned model do not drift (tensorflow/model-optimization#720)', async () => {
    const pruned = outputOf(
      await run(configOf('prune', { base: { run: 1 }, finalSparsity: 0.9, finetune: null }), { base }),
    );
    const config = configOf('quantize', { base: { run: 1 }, mode: 'qat', training: { epochs: 1 } });
    const { model } = outputOf(await run(config, { base: pruned }));
    const before = nonzeroMask(kernel(pruned.model, 'fc1'));
    expect(kernel(model, 'fc1').every((value, index) => before[index] === 1 || value === 0)).toBe(true);
  });

  it('dynamic: has no input quantizers', async () => {
    const found = await run(configOf('quantize', { base: { run: 1 }, mode: 'dynamic' }), { base: lenet5 });
    const [{ record, quantizers }] = found.calibrations;
    expect(record).toMatchObject({ method: 'dynamic', samples: 0 });
    expect(quantizers.every(({ tensor }) => tensor === 'kernel')).toBe(true);
    expect(outputOf(found).model.quantization?.conv1.input).toBe('dynamic');
    const float = evaluateModel(lenet5.model, splits.validation).correct;
    expect(Math.abs(found.evaluations[0].correct - float)).toBeLessThanOrEqual(8);
  });
});

describe('distill', () => {
  it('records both parts of the loss, whose mix is the total', async () => {
    const student = { architecture: { name: 'mlp', widths: [30] } };
    const config = configOf('distill', { teacher: { run: 1 }, student, alpha: 0.7, temperature: 3 });
    const found = await run(config, { teacher: base });
    const [total, soft, hard] = ['train/loss', 'train/distillation_loss', 'train/student_loss'].map((key) =>
      found.values(key),
    );
    expect(total.length).toBe(3);
    total.forEach((value, index) => {
      expect(value).toBeCloseTo(0.7 * soft[index] + 0.3 * hard[index], 4);
    });
    expect(found.logs.some(({ level }) => level === 'warning')).toBe(false);
    expect(found.models[0].record.parameters).toBe(23_860);
  });

  it('prune, quantize, distill is one model: zeros and quantizers stay', async () => {
    const pruned = outputOf(
      await run(configOf('prune', { base: { run: 1 }, finalSparsity: 0.9, finetune: null }), { base }),
    );
    const int8 = outputOf(await run(configOf('quantize', { base: { run: 1 } }), { base: pruned }));
    const config = configOf('distill', { teacher: { run: 1 }, student: { base: { run: 2 } } });
    const found = await run(config, { teacher: base, base: int8 });
    const { model } = outputOf(found);
    const kept = nonzeroMask(kernel(pruned.model, 'fc1'));
    expect(kernel(model, 'fc1').every((value, index) => kept[index] === 1 || value === 0)).toBe(true);
    expect(model.quantization?.fc1.input).toEqual(int8.model.quantization?.fc1.input);
    const quantizer = model.quantization?.fc1.kernel;
    if (quantizer) {
      expect(fakeQuantize(kernel(model, 'fc1'), quantizer, [784, 300])).toEqual(kernel(model, 'fc1'));
    }
    const recovered = evaluateModel(model, splits.validation).correct;
    expect(recovered).toBeGreaterThan(evaluateModel(int8.model, splits.validation).correct);
    expect(found.evaluations[0]).toMatchObject({ engine: 'simulated', correct: recovered });
  });

  it('warns of a teacher that is its own student (labmlai/annotated_deep_learning_paper_implementations#66)', async () => {
    const optimizer = { learningRate: 1e-9 };
    const config = configOf('distill', { teacher: { run: 1 }, student: { base: { run: 1 } }, optimizer });
    const found = await run(config, { teacher: base, base });
    expect(found.logs.find(({ level }) => level === 'warning')?.message).toMatch(/same model/);
    // Equal answers, no soft loss.
    expect(found.values('train/distillation_loss').every((value) => Math.abs(value) < 1e-4)).toBe(true);
  });
});

describe('runMethod', () => {
  it('refuses depthwise networks on WASM, more images than there are, and models of other images', async () => {
    const depthwise = configOf('train', { architecture: { name: 'mobilenet-mini' } });
    const context = { dataset, inputs: {}, recorder: new CollectingRecorder(), backend: 'wasm' };
    await expect(runMethod(depthwise, context)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/"\w+" is a depthwise convolution/),
    });
    const many = configOf('train', { architecture: lenet300, dataset: { testSamples: 401 } });
    await expect(run(many)).rejects.toMatchObject({ code: 'invalid_argument' });
    const sensitivity = configOf('sensitivity', { base: { run: 1 } });
    const colour: Dataset = { ...dataset, shape: [32, 32, 3] };
    await expect(
      runMethod(sensitivity, { ...context, dataset: colour, inputs: { base } }),
    ).rejects.toMatchObject({ code: 'input_failed' });
    await expect(run(sensitivity)).rejects.toMatchObject({ code: 'input_failed' });
  });

  it('trains the networks with batch normalisation and depthwise convolutions', async () => {
    const counts = { trainSamples: 128, validationSamples: 50, testSamples: 50 };
    for (const name of ['resnet-8', 'mobilenet-mini']) {
      const found = await run(
        configOf('train', { architecture: { name }, dataset: counts, batchSize: 32, epochs: 2 }),
      );
      const losses = found.values('epoch/train_loss');
      expect(losses[1]).toBeLessThan(losses[0]);
      const { model } = outputOf(found);
      expect(evaluateModel(model, splits.test).samples).toBe(400);
    }
  });
});

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { keptCount } from '@/lib/compression/mask';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import type { TrainingConfig } from '@/lib/domain/run-config';
import { initialModel } from '@/lib/models/initial-weights';
import type { Model, Weights } from '@/lib/models/model';
import { loadBackend } from '@/lib/tf/backend';
import { evaluateModel } from '@/lib/training/evaluate';
import { type FitOptions, fitModel } from '@/lib/training/fit';
import { crossEntropy, type Loss } from '@/lib/training/losses';
import { modelMasks } from '@/lib/training/pruning-masks';
import type { FitState } from '@/lib/training/training-state';
import { CollectingRecorder } from './collecting-recorder';
import { mnistImages } from './mnist-images';

const train = mnistImages(0, 600);
const validation = mnistImages(55_000, 300);
const adam: TrainingConfig = { epochs: 3, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.001 } };

beforeAll(async () => {
  await loadBackend();
});

function lenet(seed = 1): Model {
  return initialModel(buildNetwork({ name: 'lenet-300-100' }, [28, 28, 1], 10), seed);
}

async function run(options: Partial<FitOptions> & { model: Model }, recorder = new CollectingRecorder()) {
  const result = await fitModel({
    training: adam,
    train,
    validation,
    seed: 1,
    recorder,
    phase: 'training',
    ...options,
  });
  return { ...result, recorder };
}

function bytes(weights: Weights): string {
  return [...weights]
    .map(([key, { data }]) => `${key} ${Buffer.from(data.slice().buffer).toString('base64')}`)
    .join();
}

describe('fit', () => {
  it('learns, records its curves and leaves nothing on the backend', async () => {
    const before = tf.memory().numTensors;
    const model = lenet();
    const untouched = bytes(model.weights);
    const { weights, recorder, step } = await run({ model });
    expect(tf.memory().numTensors).toBe(before);
    expect(bytes(model.weights)).toBe(untouched);
    // 600 / 64 = 9.4, so 10 steps an epoch
    expect(step).toBe(30);
    const points = recorder.metrics.filter(({ key }) => key === 'train/loss');
    expect(points.map((point) => point.step)).toEqual([10, 20, 30]);
    expect(points[2].value).toBeLessThan(points[0].value / 2);
    // With points of 10 steps and epochs of 10 steps, both means are the same.
    expect(recorder.values('epoch/train_loss')).toEqual(points.map(({ value }) => value));
    const score = evaluateModel({ ...model, weights }, validation);
    expect(recorder.values('validation/accuracy').at(-1)).toBe(score.correct / 300);
    expect(score.correct).toBeGreaterThan(240);
    expect(recorder.heartbeats).toBeGreaterThanOrEqual(30);
    expect(recorder.phases.at(-1)).toEqual({ done: 3, total: 3, phase: 'training' });
  });

  it('gives the same weights for the same seed, others for another', async () => {
    const training = { ...adam, epochs: 1 };
    const [a, b, c] = [
      await run({ model: lenet(), training }),
      await run({ model: lenet(), training }),
      await run({ model: lenet(), training, seed: 2 }),
    ];
    expect(bytes(b.weights)).toBe(bytes(a.weights));
    expect(bytes(c.weights)).not.toBe(bytes(a.weights));
  });

  it('resumes from an epoch to exactly the weights of a run that was never stopped', async () => {
    const states: FitState[] = [];
    const through = await run({ model: lenet(), onEpoch: (state) => states.push(state) });
    expect(states.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const resumed = await run({ model: lenet(), resume: states[0] });
    expect(bytes(resumed.weights)).toBe(bytes(through.weights));
    expect(resumed.step).toBe(through.step);
    expect(resumed.recorder.metrics[0].step).toBe(20);
  });

  it('ends with code diverged on a loss that is no number, and keeps the points up to there', async () => {
    const before = tf.memory().numTensors;
    const recorder = new CollectingRecorder();
    let steps = 0;
    const loss: Loss = (logits, batch) => {
      const { value, gradient } = crossEntropy(logits, batch.labels);
      return { terms: { 'train/loss': ++steps > 25 ? Number.NaN : value }, gradient };
    };
    await expect(run({ model: lenet(), loss }, recorder)).rejects.toMatchObject({ code: 'diverged' });
    const points = recorder.metrics.filter(({ key }) => key === 'train/loss');
    expect(points.map(({ step, value }) => [step, Number.isFinite(value)])).toEqual([
      [10, true],
      [20, true],
      [26, false],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops when the recorder says so, and leaves nothing on the backend', async () => {
    const before = tf.memory().numTensors;
    const recorder = new CollectingRecorder((count) => {
      if (count === 5) throw new Error('cancelled');
    });
    await expect(run({ model: lenet() }, recorder)).rejects.toThrow('cancelled');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('masks', () => {
  it.each(['momentum', 'adam'] as const)(
    'hold zeros through %s, whose averages revive weights otherwise (IntelLabs/distiller#63)',
    async (name) => {
      const model = lenet();
      const { masks } = modelMasks(model, 'element', 'layer', 0.9);
      const training: TrainingConfig = { ...adam, epochs: 2, optimizer: { name, learningRate: 0.01 } };
      // A state with slots that would move every weight, as a training without masks leaves behind.
      const slots: Weights = new Map(
        [...model.weights].flatMap(([key, { shape, data }]) =>
          (name === 'adam' ? ['m', 'v'] : ['accumulator']).map((slot) => [
            `${slot}/${key}`,
            { shape, data: new Float32Array(data.length).fill(0.1) },
          ]),
        ),
      );
      const resume = { epoch: 1, weights: model.weights, optimizer: { steps: 10, slots } };
      const { weights } = await run({ model, masks, training, resume });
      for (const [key, mask] of masks) {
        const data = weights.get(key)?.data ?? new Float32Array();
        expect(data.every((value, index) => mask[index] === 1 || value === 0)).toBe(true);
        expect(data.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)).toBe(keptCount(mask));
      }
    },
  );
});

describe('batch normalisation', () => {
  it('moves its averages in training and is evaluated with them', async () => {
    const network = buildNetwork({ name: 'resnet-8' }, [28, 28, 1], 10);
    const model = initialModel(network, 1);
    const small = { train: mnistImages(0, 256), validation: mnistImages(55_000, 100) };
    const before = tf.memory().numTensors;
    const { weights } = await run({ model, ...small, training: { ...adam, epochs: 2, batchSize: 32 } });
    expect(tf.memory().numTensors).toBe(before);
    const variance = weights.get('bn1/movingVariance')?.data ?? [];
    expect([...variance].every((value) => value !== 1 && value > 0)).toBe(true);
    const trained = { ...model, weights };
    const [a, b] = [evaluateModel(trained, small.validation), evaluateModel(trained, small.validation)];
    expect(a).toEqual(b);
    expect(a.lossSum / a.samples).toBeLessThan(2.2);
  });
});

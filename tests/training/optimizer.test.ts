import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Weights } from '@/lib/models/model';
import { loadBackend } from '@/lib/tf/backend';
import { createOptimizer } from '@/lib/training/create-optimizer';
import type { Optimizer, OptimizerConfig } from '@/lib/training/optimizer';
import { resourceOptimizer } from '@/lib/training/resource-optimizer';
import { tensorOptimizer } from '@/lib/training/tensor-optimizer';

beforeAll(async () => {
  const { name } = await loadBackend();
  if (name !== 'tensorflow') console.warn('tfjs-node is missing: its optimizers are not tested here.');
});

const weights: Weights = new Map([
  ['a/kernel', { shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 0) }],
  ['a/bias', { shape: [2], data: Float32Array.of(0.25, -0.25) }],
]);

function steps(optimizer: Optimizer, gradients: number[]): Record<string, number[]> {
  for (const value of gradients) {
    const tensors = new Map<string, tf.Tensor>([
      ['a/kernel', tf.tensor2d([value, value, -value, 2 * value], [2, 2])],
      ['a/bias', tf.tensor1d([value, 0])],
    ]);
    optimizer.apply(tensors);
    tf.dispose([...tensors.values()]);
  }
  const values = optimizer.values();
  const read = Object.fromEntries([...values].map(([key, tensor]) => [key, [...tensor.dataSync()]]));
  tf.dispose([...values.values()]);
  return read;
}

function expectClose(found: number[], expected: number[]) {
  expect(found.length).toBe(expected.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index], 6);
}

describe.each([
  ['small operations', tensorOptimizer],
  ['the one of this backend', createOptimizer],
])('optimizers: %s', (_, create) => {
  it('sgd: w -= lr g', () => {
    const optimizer = create({ name: 'sgd', learningRate: 0.1 }, weights);
    expectClose(steps(optimizer, [1, 2])['a/kernel'], [0.7, -2.3, 0.8, -0.6]);
    optimizer.dispose();
  });

  it('momentum: a = 0.9 a + g, w -= lr a', () => {
    const optimizer = create({ name: 'momentum', learningRate: 0.1 }, weights);
    // a: 1, then 0.9 + 2 = 2.9; together 3.9
    expectClose(steps(optimizer, [1, 2])['a/bias'], [0.25 - 0.39, -0.25]);
    expect([...(optimizer.state().slots.get('accumulator/a/bias')?.data ?? [])][0]).toBeCloseTo(2.9, 6);
    optimizer.dispose();
  });

  it('adam: the first step is the learning rate whatever the gradient, and a zero gradient changes nothing', () => {
    const optimizer = create({ name: 'adam', learningRate: 0.1 }, weights);
    const read = steps(optimizer, [3]);
    expectClose(read['a/kernel'], [0.9, -2.1, 0.6, -0.1]);
    expect(read['a/bias'][1]).toBe(-0.25);
    // Second step, g = -3: m = 0.27 - 0.3 = -0.03, v = 0.009*0.999 + 0.009 = 0.017991;
    // rate = 0.1 sqrt(1 - 0.999^2) / (1 - 0.9^2) = 0.1 * 0.0447102 / 0.19 = 0.02353166
    // update = 0.02353166 * -0.03 / 0.13413 = -0.00526316
    expectClose(steps(optimizer, [-3])['a/bias'], [0.15 + 0.005263158, -0.25]);
    optimizer.dispose();
  });

  it.each(['sgd', 'momentum', 'adam'] as const)('%s goes on from its state as if never stopped', (name) => {
    const config: OptimizerConfig = { name, learningRate: 0.05 };
    const through = create(config, weights);
    const expected = steps(through, [1, -2, 0.5, 3]);
    const first = create(config, weights);
    const half = steps(first, [1, -2]);
    const stored: Weights = new Map(
      [...weights].map(([key, { shape }]) => [key, { shape, data: Float32Array.from(half[key]) }]),
    );
    const second = create(config, stored, first.state());
    expect(steps(second, [0.5, 3])).toEqual(expected);
    for (const optimizer of [through, first, second]) optimizer.dispose();
  });

  it('leaves nothing on the backend', () => {
    const before = tf.memory().numTensors;
    const optimizer = create({ name: 'adam', learningRate: 0.1 }, weights);
    steps(optimizer, [1, 2, 3]);
    optimizer.state();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('native and small operations agree over many steps', async () => {
  const { name } = await loadBackend();
  if (name !== 'tensorflow') return console.warn('tfjs-node is missing: not tested here.');
  const gradients = Array.from({ length: 50 }, (_, index) => Math.sin(index));
  for (const rule of ['sgd', 'momentum', 'adam'] as const) {
    const config = { name: rule, learningRate: 0.01 };
    const [native, small] = [resourceOptimizer(config, weights), tensorOptimizer(config, weights)];
    const [a, b] = [steps(native, gradients), steps(small, gradients)];
    expectClose(a['a/kernel'], b['a/kernel']);
    native.dispose();
    small.dispose();
  }
});

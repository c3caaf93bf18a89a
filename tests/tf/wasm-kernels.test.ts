import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { initialModel } from '@/lib/models/initial-weights';
import { loadBackend } from '@/lib/tf/backend';
import { labelLoss } from '@/lib/training/losses';
import { stepGradients } from '@/lib/training/train-step';

beforeAll(async () => {
  process.env.LATHE_BACKEND = 'wasm';
  expect((await loadBackend()).name).toBe('wasm');
});
afterAll(() => tf.setBackend('wasm'));

/** The value of a computation on TensorFlow.js's own JavaScript backend: slow, and the reference. */
async function onCpu(compute: () => tf.Tensor): Promise<number[]> {
  await tf.setBackend('cpu');
  const values = tf.tidy(() => [...compute().dataSync()]);
  await tf.setBackend('wasm');
  return values;
}

function largestOf(values: number[]): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function random(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, 'float32', seed);
}

describe('gradient of a convolution by its kernel', () => {
  test('equals hand arithmetic', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const dy = tf.tensor4d([1, 0, 0, 10], [1, 2, 2, 1]);
    const gradient = tf.grad((kernel) => tf.conv2d(x, kernel as tf.Tensor4D, 1, 'valid'))(
      tf.zeros([2, 2, 1, 1]),
      dy,
    );
    // dW[i, j] = 1 * x[i, j] + 10 * x[i + 1, j + 1]
    expect([...gradient.dataSync()]).toEqual([1 + 50, 2 + 60, 4 + 80, 5 + 90]);
  });

  test.each([
    { image: [7, 6], kernel: [3, 2], strides: [1, 1], pad: 'valid' },
    { image: [7, 6], kernel: [3, 2], strides: [1, 1], pad: 'same' },
    { image: [8, 7], kernel: [3, 3], strides: [2, 2], pad: 'valid' },
    { image: [8, 7], kernel: [3, 3], strides: [2, 2], pad: 'same' },
    { image: [9, 8], kernel: [2, 4], strides: [2, 1], pad: 'same' },
    { image: [8, 8], kernel: [1, 1], strides: [2, 2], pad: 'same' },
    { image: [5, 5], kernel: [5, 5], strides: [1, 1], pad: 'valid' },
  ] as const)('agrees with the reference: $image by $kernel, strides $strides, $pad', async (one) => {
    const compute = () => {
      const x = random([3, ...one.image, 4], 1) as tf.Tensor4D;
      const kernel = random([...one.kernel, 4, 5], 2);
      const convolve = (value: tf.Tensor) => tf.conv2d(x, value as tf.Tensor4D, [...one.strides], one.pad);
      return tf.grad(convolve)(kernel, random(convolve(kernel).shape, 3));
    };
    const found = tf.tidy(() => [...compute().dataSync()]);
    const expected = await onCpu(compute);
    expect(found).toHaveLength(expected.length);
    expect(largestOf(expected)).toBeGreaterThan(1);
    found.forEach((value, index) => {
      expect(Math.abs(value - expected[index])).toBeLessThan(1e-4);
    });
  });

  test('leaves no tensor behind', () => {
    const x = random([2, 6, 6, 3], 1) as tf.Tensor4D;
    const kernel = random([3, 3, 3, 2], 2);
    const step = () =>
      tf.tidy(() =>
        tf
          .grad((k) => tf.conv2d(x, k as tf.Tensor4D, 2, 'same'))(kernel)
          .dataSync(),
      );
    step();
    const before = tf.memory().numTensors;
    step();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('gradient of max-pooling', () => {
  test('goes to the largest entry, also where every entry is negative', () => {
    const x = tf.tensor4d([-1, -3, 2, 2, -5, -4, 6, 0], [1, 2, 4, 1]);
    const pool = (value: tf.Tensor) => tf.maxPool(value as tf.Tensor4D, 2, 2, 'valid');
    const gradient = tf.grad(pool)(x, tf.tensor4d([7, 9], [1, 1, 2, 1]));
    expect([...gradient.dataSync()]).toEqual([7, 0, 0, 0, 0, 0, 9, 0]);
  });

  test.each([
    { size: [2, 2], strides: [2, 2], pad: 'valid' },
    { size: [2, 2], strides: [2, 2], pad: 'same' },
    { size: [3, 2], strides: [1, 2], pad: 'same' },
  ] as const)('agrees with the reference: $size, strides $strides, $pad', async ({ size, strides, pad }) => {
    const compute = () => {
      const x = random([2, 7, 5, 3], 4);
      const pool = (value: tf.Tensor) => tf.maxPool(value as tf.Tensor4D, [...size], [...strides], pad);
      return tf.grad(pool)(x, random(pool(x).shape, 5));
    };
    const found = tf.tidy(() => [...compute().dataSync()]);
    const expected = await onCpu(compute);
    expect(found).toHaveLength(2 * 7 * 5 * 3);
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index], 5);
    });
  });
});

test.each([
  { name: 'lenet-5', shape: [28, 28, 1] },
  { name: 'resnet-8', shape: [32, 32, 3] },
] as const)('every gradient of $name agrees with the reference', async ({ name, shape }) => {
  const { network, weights } = initialModel(buildNetwork({ name }, [...shape], 10), 1);
  const tensorsOf = (moving: boolean) =>
    new Map(
      [...weights]
        .filter(([key]) => key.includes('/moving') === moving)
        .map(([key, weight]) => [key, tf.tensor(weight.data, weight.shape)]),
    );
  const compute = () => {
    const batch = {
      images: tf.randomUniform([2, ...shape], 0, 1, 'float32', 5) as tf.Tensor4D,
      labels: Int32Array.of(3, 7),
      indices: Int32Array.of(0, 1),
    };
    const { gradients } = stepGradients(network, tensorsOf(false), tensorsOf(true), null, batch, labelLoss);
    return tf.concat([...gradients.values()].map((gradient) => tf.reshape(gradient, [-1])));
  };
  const found = tf.tidy(() => [...compute().dataSync()]);
  const expected = await onCpu(compute);
  const largest = largestOf(expected);
  const worst = largestOf(found.map((value, index) => value - expected[index]));
  expect(found).toHaveLength(expected.length);
  expect(worst / largest).toBeLessThan(1e-4);
});

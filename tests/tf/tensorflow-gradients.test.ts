import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '@/lib/tf/backend';

const stockRelu = tf.getGradient(tf.Relu);
const stockMaxPool = tf.getGradient(tf.MaxPool);
const backend = await loadBackend();
if (backend.name !== 'tensorflow')
  console.log(`skipped: these gradients are TensorFlow's, ${backend.reason}`);

function nativeTensors(): number {
  return (tf.backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();
}

describe.skipIf(backend.name !== 'tensorflow')('gradients by TensorFlow operations', () => {
  beforeAll(() => {
    // A gradient that was not replaced would compare with itself below.
    expect(tf.getGradient(tf.Relu)).not.toBe(stockRelu);
    expect(tf.getGradient(tf.MaxPool)).not.toBe(stockMaxPool);
  });

  test('ReLU passes the gradient where the input is positive, and not at zero', () => {
    const x = tf.tensor1d([-2, -0, 0, 1e-30, 3]);
    const gradient = tf.grad((value) => tf.relu(value))(x, tf.tensor1d([1, 2, 3, 4, 5]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 4, 5]);
  });

  test('ReLU equals the stock gradient on a feature map', () => {
    const x = tf.randomNormal([4, 7, 5, 3], 0, 1, 'float32', 1);
    const dy = tf.randomNormal([4, 7, 5, 3], 0, 1, 'float32', 2);
    const found = tf
      .grad((value) => tf.relu(value))(x, dy)
      .dataSync();
    const stock = stockRelu?.gradFunc(dy, [x], {}).x().dataSync();
    expect([...found]).toEqual([...(stock ?? [])]);
  });

  test('max-pooling sends the gradient to the largest entry of each window', () => {
    const x = tf.tensor4d([1, 3, 2, 2, 5, 4, 6, 0], [1, 2, 4, 1]);
    const gradient = tf.grad((value) => tf.maxPool(value as tf.Tensor4D, 2, 2, 'valid'))(
      x,
      tf.tensor4d([7, 9], [1, 1, 2, 1]),
    );
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 7, 0, 9, 0]);
  });

  test.each([
    { shape: [3, 8, 8, 5], size: 2, strides: 2, pad: 'valid' },
    { shape: [2, 9, 7, 4], size: 2, strides: 2, pad: 'same' },
    { shape: [2, 9, 7, 4], size: 3, strides: 2, pad: 'valid' },
    { shape: [2, 6, 6, 3], size: 3, strides: 1, pad: 'same' },
  ] as const)(
    'max-pooling equals the stock gradient: $size / $strides $pad',
    ({ shape, size, strides, pad }) => {
      // After a ReLU most windows hold equal zeros, where the choice of the largest is a matter of order.
      const x = tf.relu(tf.randomNormal([...shape], -0.5, 1, 'float32', 3)) as tf.Tensor4D;
      const pool = (value: tf.Tensor) => tf.maxPool(value as tf.Tensor4D, size, strides, pad);
      const y = pool(x);
      const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 4);
      const found = tf.grad(pool)(x, dy).dataSync();
      const attrs = { filterSize: size, strides, pad, dimRoundingMode: undefined };
      const stock = stockMaxPool
        ?.gradFunc(dy, [x, y], attrs as unknown as tf.NamedAttrMap)
        .x()
        .dataSync();
      expect(found.length).toBe(x.size);
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(stock?.[index] ?? Number.NaN, 5);
      });
    },
  );

  test('neither leaves a tensor behind', () => {
    const x = tf.randomNormal([2, 8, 8, 3]) as tf.Tensor4D;
    const step = () =>
      tf.tidy(() =>
        tf
          .grad((value) => tf.maxPool(tf.relu(value) as tf.Tensor4D, 2, 2, 'valid'))(x)
          .sum()
          .dataSync(),
      );
    step();
    const before = [tf.memory().numTensors, nativeTensors()];
    for (let i = 0; i < 5; i++) step();
    expect([tf.memory().numTensors, nativeTensors()]).toEqual(before);
  });
});

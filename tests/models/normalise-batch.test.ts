import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { normaliseBatch } from '@/lib/models/normalise-batch';
import { loadBackend } from '@/lib/tf/backend';

beforeAll(async () => {
  await loadBackend();
});

/** By the definition, differentiated by TensorFlow.js. */
function reference(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = tf.mean(x, axes);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3))), gamma), beta);
}

function worst(a: tf.Tensor, b: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
}

describe.each([
  ['feature maps, by the fused operation where there is one', [4, 5, 3, 6]],
  ['vectors, by small operations', [9, 6]],
])('normaliseBatch of %s', (_, shape) => {
  it('gives values, gradients, mean and variance of the definition', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.add(tf.randomNormal(shape, 0, 2, 'float32', 1), 3);
      const gamma = tf.randomUniform([6], 0.5, 2, 'float32', 2);
      const beta = tf.randomNormal([6], 0, 1, 'float32', 3);
      const dy = tf.randomNormal(shape, 0, 1, 'float32', 4);
      let statistics: tf.Tensor[] = [];
      const ours = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
        normaliseBatch(a, b, c, 1e-3, (...found) => {
          statistics = found.map((tensor) => tf.keep(tensor));
        });
      const found = tf.valueAndGrads(ours)([x, gamma, beta], dy);
      const expected = tf.valueAndGrads(reference)([x, gamma, beta], dy);
      expect(worst(found.value, expected.value)).toBeLessThan(1e-5);
      found.grads.forEach((gradient, index) => {
        expect(gradient.shape).toEqual(expected.grads[index].shape);
        expect(worst(gradient, expected.grads[index])).toBeLessThan(1e-4);
      });
      const axes = shape.slice(0, -1).map((_, axis) => axis);
      const moments = tf.moments(x, axes);
      expect(worst(statistics[0], moments.mean)).toBeLessThan(1e-5);
      expect(worst(statistics[1], moments.variance)).toBeLessThan(1e-5);
      tf.dispose(statistics);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

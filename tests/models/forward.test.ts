import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNorm, plain } from '@/lib/domain/architectures/layer-specs';
import type { Network } from '@/lib/domain/network';
import { forward } from '@/lib/models/forward';
import { loadBackend } from '@/lib/tf/backend';

beforeAll(async () => {
  await loadBackend();
});

const network: Network = {
  architecture: 'test',
  inputShape: [1, 1, 2],
  classes: 2,
  layers: [batchNorm('bn', 'input'), plain('flatten', 'flatten', 'bn')],
};

function weights(): Map<string, tf.Tensor> {
  return new Map<string, tf.Tensor>([
    ['bn/gamma', tf.tensor1d([2, 1])],
    ['bn/beta', tf.tensor1d([0, 1])],
    ['bn/movingMean', tf.tensor1d([10, 0])],
    ['bn/movingVariance', tf.tensor1d([4 - 1e-3, 1 - 1e-3])],
  ]);
}

function expectClose(found: tf.Tensor, expected: number[]) {
  const values = [...found.dataSync()];
  expect(values.length).toBe(expected.length);
  // Epsilon 1e-3 beside a variance of 4 or 9 shows in the fourth digit.
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index], 2);
}

describe('batch normalisation', () => {
  it('uses its moving averages outside of training (pytorch/pytorch#115715)', () => {
    tf.tidy(() => {
      const images = tf.tensor4d([12, 3, 8, -3], [2, 1, 1, 2]);
      const output = forward(network, weights(), images, { training: false });
      // (12 - 10) / 2 * 2, 3 + 1, (8 - 10) / 2 * 2, -3 + 1
      expectClose(output, [2, 4, -2, -2]);
    });
  });

  it('uses the batch in training and tells its mean and variance', () => {
    tf.tidy(() => {
      const images = tf.tensor4d([12, 3, 8, -3], [2, 1, 1, 2]);
      const seen: number[][] = [];
      const output = forward(network, weights(), images, {
        training: true,
        onBatchStatistics: (_, mean, variance) => seen.push([...mean.dataSync()], [...variance.dataSync()]),
      });
      expect(seen).toEqual([
        [10, 0],
        [4, 9],
      ]);
      expectClose(output, [2, 2, -2, 0]);
    });
  });

  it('gives one image the same logits alone and in a batch', () => {
    tf.tidy(() => {
      const images = tf.tensor4d([12, 3, 8, -3], [2, 1, 1, 2]);
      const both = forward(network, weights(), images, { training: false }).dataSync();
      const alone = forward(network, weights(), tf.slice(images, 0, 1), { training: false }).dataSync();
      expect([...alone]).toEqual([...both.slice(0, 2)]);
    });
  });
});

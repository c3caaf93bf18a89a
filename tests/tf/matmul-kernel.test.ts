import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '@/lib/tf/backend';

beforeAll(async () => {
  await loadBackend();
});

describe('matrix product', () => {
  // a = [[1, 2, 3], [4, 5, 6]], b = [[1, 0], [2, 1], [0, 3]]; their product by hand.
  const product = [5, 11, 14, 23];

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('transposes as asked: %s, %s', (transposeA, transposeB) => {
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const b = tf.tensor2d([1, 0, 2, 1, 0, 3], [3, 2]);
      const found = tf.matMul(
        transposeA ? tf.transpose(a) : a,
        transposeB ? tf.transpose(b) : b,
        transposeA,
        transposeB,
      );
      expect(found.shape).toEqual([2, 2]);
      expect([...found.dataSync()]).toEqual(product);
    });
  });

  it('still multiplies batches of matrices, one by one or one by all', () => {
    tf.tidy(() => {
      const a = tf.tensor3d([1, 2, 3, 4, 5, 6, 2, 4, 6, 8, 10, 12], [2, 2, 3]);
      const b = tf.tensor3d([1, 0, 2, 1, 0, 3], [1, 3, 2]);
      expect([...tf.matMul(a, b).dataSync()]).toEqual([...product, ...product.map((value) => 2 * value)]);
    });
  });

  it('has the gradients of a product', () => {
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2], [1, 2]);
      const b = tf.tensor2d([3, 4], [2, 1]);
      const [da, db] = tf.grads((x, y) => tf.sum(tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D)))([a, b]);
      expect([...da.dataSync()]).toEqual([3, 4]);
      expect([...db.dataSync()]).toEqual([1, 2]);
    });
  });

  it('leaves nothing behind', () => {
    const a = tf.ones([4, 4]);
    const before = tf.memory().numTensors;
    tf.matMul(a as tf.Tensor2D, a as tf.Tensor2D).dispose();
    expect(tf.memory().numTensors).toBe(before);
    a.dispose();
  });
});

import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@/lib/data/random';

/** Images with labels, as training and evaluation read them. */
export interface ImageSet {
  count: number;
  imageShape: [height: number, width: number, channels: number];
  /** Row-major pixels, 0 to 255, one image after the other. */
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** A batch on the backend, for the caller to dispose. */
export interface BatchTensors {
  /** `[n, height, width, channels]` in [0, 1]. */
  images: tf.Tensor4D;
  /** `[n]` int32. */
  labels: tf.Tensor1D;
  /** Positions of the images in their set. */
  indices: Int32Array;
}

/** Pixel values 0 to 255 as fractions in [0, 1]. */
const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** The images at some positions, as tensors. */
export function batchTensors(set: ImageSet, indices: Int32Array): BatchTensors {
  const size = set.imageShape[0] * set.imageShape[1] * set.imageShape[2];
  const values = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  indices.forEach((position, row) => {
    const from = position * size;
    const to = row * size;
    for (let pixel = 0; pixel < size; pixel++) values[to + pixel] = UNIT[set.pixels[from + pixel]];
    labels[row] = set.labels[position];
  });
  return {
    images: tf.tensor4d(values, [indices.length, ...set.imageShape]),
    labels: tf.tensor1d(labels, 'int32'),
    indices,
  };
}

/**
 * A seeded order of `count` images.
 *
 * @param stream What the order is for, as `training/3`: each has its own, whatever ran before it.
 */
export function imageOrder(count: number, seed: number, stream: string): Int32Array {
  return createRandom(seed, `images/${stream}`).permutation(count);
}

import * as tf from '@tensorflow/tfjs';

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

/** The images at some positions, as tensors. */
export function batchTensors(set: ImageSet, indices: Int32Array): BatchTensors {
  const size = set.imageShape[0] * set.imageShape[1] * set.imageShape[2];
  const values = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  indices.forEach((position, row) => {
    const from = position * size;
    const to = row * size;
    for (let pixel = 0; pixel < size; pixel++) values[to + pixel] = set.pixels[from + pixel] / 255;
    labels[row] = set.labels[position];
  });
  return {
    images: tf.tensor4d(values, [indices.length, ...set.imageShape]),
    labels: tf.tensor1d(labels, 'int32'),
    indices,
  };
}

/** A seeded order of `count` images; every epoch has its own, whatever ran before it. */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let s = (seed * 1000003 + epoch * 7919 + 1) >>> 0;
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

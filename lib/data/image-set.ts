/** Height, width and channels of an image: 1 channel for grey, 3 for red, green, blue. */
export type ImageShape = [height: number, width: number, channels: number];

/** Labelled images in two typed arrays; image `i` begins at pixel `i * height * width * channels`. */
export interface ImageSet {
  count: number;
  imageShape: ImageShape;
  /** `[count, height, width, channels]`, row-major, 0 to 255. */
  pixels: Uint8Array;
  /** `[count]`, each the position of a class name. */
  labels: Uint8Array;
}

/** Pixel values of one image: `height * width * channels`. */
export function imageSize([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** A new set with copies of the images at some positions, in that order. */
export function gatherImages(set: ImageSet, positions: Int32Array): ImageSet {
  const size = imageSize(set.imageShape);
  const pixels = new Uint8Array(positions.length * size);
  const labels = new Uint8Array(positions.length);
  for (let row = 0; row < positions.length; row++) {
    const from = positions[row] * size;
    pixels.set(set.pixels.subarray(from, from + size), row * size);
    labels[row] = set.labels[positions[row]];
  }
  return { count: positions.length, imageShape: set.imageShape, pixels, labels };
}

/** Images of each class: `[classes]`. */
export function classHistogram({ labels }: ImageSet, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

/**
 * Mean and standard deviation of the pixels of each channel, scaled to [0, 1]: two arrays `[channels]`.
 *
 * Computed from exact integer sums: `std = sqrt(sumSquares / n - mean^2)`.
 */
export function pixelMoments({ pixels, imageShape }: ImageSet): { mean: number[]; std: number[] } {
  const channels = imageShape[2];
  const perChannel = pixels.length / channels;
  const moments = Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    let squares = 0;
    for (let at = channel; at < pixels.length; at += channels) {
      sum += pixels[at];
      squares += pixels[at] * pixels[at];
    }
    const mean = sum / perChannel;
    return { mean: mean / 255, std: Math.sqrt(Math.max(0, squares / perChannel - mean * mean)) / 255 };
  });
  return { mean: moments.map(({ mean }) => mean), std: moments.map(({ std }) => std) };
}

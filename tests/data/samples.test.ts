import { describe, expect, it } from 'vitest';
import { batches, epochOrder } from '@/lib/data/batches';
import { classHistogram, gatherImages, type ImageSet, pixelMoments } from '@/lib/data/image-set';
import { samplePositions, selectSamples } from '@/lib/data/samples';

/** Images of 1 x 2 grey pixels; image i has the pixels 2 i and 2 i + 1. */
function imageSet(labels: number[]): ImageSet {
  return {
    count: labels.length,
    imageShape: [1, 2, 1],
    pixels: Uint8Array.from({ length: labels.length * 2 }, (_, i) => i),
    labels: Uint8Array.from(labels),
  };
}

describe('samples', () => {
  // 50 of class 0, 30 of class 1, 20 of class 2.
  const set = imageSet(Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : i < 80 ? 1 : 2)));

  it('keep the shares of the classes; what is left goes to the largest remainders', () => {
    expect(classHistogram(selectSamples(set, 10, 1), 3)).toEqual([5, 3, 2]);
    // 7 * (0.5, 0.3, 0.2) = 3.5, 2.1, 1.4: floors 3, 2, 1, the seventh to class 0.
    expect(classHistogram(selectSamples(set, 7, 1), 3)).toEqual([4, 2, 1]);
    // 1 image: 0.5, 0.3, 0.2.
    expect(classHistogram(selectSamples(set, 1, 1), 3)).toEqual([1, 0, 0]);
  });

  it('are the same for a seed and differ between seeds; positions ascend, none twice', () => {
    const positions = [...samplePositions(set, 20, 4)];
    expect([...samplePositions(set, 20, 4)]).toEqual(positions);
    expect([...samplePositions(set, 20, 5)]).not.toEqual(positions);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(positions).toHaveLength(20);
  });

  it('bring their own pixels and labels', () => {
    const chosen = gatherImages(set, Int32Array.of(99, 3));
    expect([...chosen.pixels]).toEqual([198, 199, 6, 7]);
    expect([...chosen.labels]).toEqual([2, 0]);
  });

  it('of a whole split are the split', () => {
    expect(selectSamples(set, 100, 1)).toBe(set);
  });

  it('more than there are, or no whole number, are refused', () => {
    for (const count of [101, 0, 1.5]) {
      expect(() => selectSamples(set, count, 1)).toThrow(/from 1 to 100.*found/);
    }
  });
});

describe('pixel moments', () => {
  it('are mean and deviation by channel', () => {
    // Channel 1: 0 and 255, mean 0.5, deviation 0.5; channel 2: 51 twice, 0.2 and 0; channel 3: 0 and 51.
    const set: ImageSet = {
      count: 1,
      imageShape: [1, 2, 3],
      pixels: Uint8Array.of(0, 51, 0, 255, 51, 51),
      labels: Uint8Array.of(0),
    };
    const { mean, std } = pixelMoments(set);
    [0.5, 0.2, 0.1].forEach((value, channel) => {
      expect(mean[channel]).toBeCloseTo(value, 12);
    });
    [0.5, 0, 0.1].forEach((value, channel) => {
      expect(std[channel]).toBeCloseTo(value, 12);
    });
  });
});

describe('batches', () => {
  const set = imageSet([0, 1, 2, 3, 4]);
  const read = (options: { seed: number; epoch: number; shuffle: boolean }) =>
    [...batches(set, { batchSize: 2, ...options })].map(({ positions }) => [...positions]);

  it('hold every image once, scaled to [0, 1], the last one smaller', () => {
    const seen: number[] = [];
    const counts: number[] = [];
    for (const batch of batches(set, { batchSize: 2, seed: 1, epoch: 0, shuffle: true })) {
      counts.push(batch.count);
      expect(batch.pixels).toHaveLength(batch.count * 2);
      batch.positions.forEach((position, row) => {
        seen.push(position);
        expect(batch.labels[row]).toBe(set.labels[position]);
        expect(batch.pixels[2 * row]).toBe(Math.fround((2 * position) / 255));
        expect(batch.pixels[2 * row + 1]).toBe(Math.fround((2 * position + 1) / 255));
      });
    }
    expect(counts).toEqual([2, 2, 1]);
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('come in the order of the set when they are not shuffled', () => {
    expect(read({ seed: 1, epoch: 0, shuffle: false })).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('come in the same order for a seed and epoch, in another for another', () => {
    expect(read({ seed: 1, epoch: 3, shuffle: true })).toEqual(read({ seed: 1, epoch: 3, shuffle: true }));
    const order = (seed: number, epoch: number) => epochOrder(1000, seed, epoch).join();
    expect(new Set([order(1, 0), order(1, 1), order(2, 0)]).size).toBe(3);
  });

  it('share one pair of buffers', () => {
    const buffers = new Set(
      [...batches(set, { batchSize: 2, seed: 1, epoch: 0, shuffle: true })].map(
        ({ pixels }) => pixels.buffer,
      ),
    );
    expect(buffers.size).toBe(1);
  });
});

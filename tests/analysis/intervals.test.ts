import { describe, expect, it } from 'vitest';
import { accuracyDifferenceInterval, accuracyInterval } from '@/lib/analysis/intervals';

/** z^2 of the 95 % interval. */
const Z2 = 3.8414588206941254;

describe('accuracyInterval', () => {
  // The examples of Newcombe 1998, Statistics in Medicine 17, pages 857 to 872, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 1 - Z2 / (29 + Z2), 1],
  ])('%d of %d: %d to %d', (correct, samples, low, high) => {
    const interval = accuracyInterval(correct, samples);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is z / (2 sqrt(n + z^2)) to each side of one half, as the formula gives for p = 1/2', () => {
    const half = Math.sqrt(Z2) / (2 * Math.sqrt(100 + Z2));
    const { low, high } = accuracyInterval(50, 100);
    expect(low).toBeCloseTo(0.5 - half, 14);
    expect(high).toBeCloseTo(0.5 + half, 14);
  });

  it('is not empty at 0 and 100 %: z^2 / (n + z^2) wide, its ends exactly 0 and 1', () => {
    for (const samples of [1, 7, 10, 10_000]) {
      const none = accuracyInterval(0, samples);
      expect(none.low).toBe(0);
      expect(none.high).toBeCloseTo(Z2 / (samples + Z2), 14);
      const all = accuracyInterval(samples, samples);
      expect(all.low).toBeCloseTo(samples / (samples + Z2), 14);
      expect(all.high).toBe(1);
    }
  });

  it.each([
    [1, 0],
    [-1, 10],
    [11, 10],
    [2.5, 10],
    [1, Number.NaN],
  ])('refuses %d of %d', (correct, samples) => {
    expect(() => accuracyInterval(correct, samples)).toThrow(/whole numbers 0 <= correct <= samples/);
  });
});

describe('accuracyDifferenceInterval', () => {
  const difference = (...[a, m, b, n]: [number, number, number, number]) =>
    accuracyDifferenceInterval({ correct: a, samples: m }, { correct: b, samples: n });

  // The examples of Newcombe 1998, Statistics in Medicine 17, pages 873 to 890, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%d of %d against %d of %d: %d to %d', (a, m, b, n, low, high) => {
    const interval = difference(a, m, b, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is the other way round when the two change places', () => {
    const forward = difference(9, 10, 3, 10);
    const backward = difference(3, 10, 9, 10);
    expect(backward.low).toBeCloseTo(-forward.high, 15);
    expect(backward.high).toBeCloseTo(-forward.low, 15);
  });

  it('includes 0 for a drop that a small sample cannot show, and excludes it on a large one', () => {
    expect(difference(98, 100, 96, 100).low).toBeLessThan(0);
    expect(difference(9_800, 10_000, 9_600, 10_000).low).toBeGreaterThan(0);
  });

  it('refuses what is not a count', () => {
    expect(() => difference(1, 2, 3, 2)).toThrow(/found 3 of 2/);
  });
});

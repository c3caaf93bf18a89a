import { describe, expect, it } from 'vitest';
import { accuracyDifferenceInterval, accuracyInterval } from '@/lib/analysis/intervals';

describe('accuracyInterval', () => {
  it('is the Wilson interval of a published example: 81 of 263', () => {
    // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
    const { low, high } = accuracyInterval(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('is exact at both ends and not empty there', () => {
    expect(accuracyInterval(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) });
    expect(accuracyInterval(29, 29)).toEqual({ low: expect.closeTo(0.883, 3), high: 1 });
  });

  it.each([
    [5, 4],
    [-1, 4],
    [0, 0],
    [0.5, 4],
  ])('refuses %d of %d', (correct, samples) => {
    expect(() => accuracyInterval(correct, samples)).toThrow(/0 <= correct <= samples/);
  });
});

describe('accuracyDifferenceInterval', () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])('%d/%d - %d/%d', (correctA, samplesA, correctB, samplesB, low, high) => {
    const interval = accuracyDifferenceInterval(
      { correct: correctA, samples: samplesA },
      { correct: correctB, samples: samplesB },
    );
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});

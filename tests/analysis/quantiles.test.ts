import { describe, expect, it } from 'vitest';
import { quantile, quantiles } from '@/lib/analysis/quantiles';

describe('quantiles', () => {
  it('interpolates between neighbours of unsorted values', () => {
    // Sorted 1 2 4 8: positions 1.5, 2.85 and 0.
    expect(quantiles([8, 1, 4, 2], [0.5, 0.95, 0, 1])).toEqual([3, expect.closeTo(7.4, 12), 1, 8]);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('refuses no value, NaN and probabilities outside [0, 1]', () => {
    expect(() => quantile([], 0.5)).toThrow(/no value/);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow(/NaN/);
    expect(() => quantile([1], 95)).toThrow(/found 95/);
  });

  it('keeps infinities where they belong', () => {
    expect(quantile([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY], 0.5)).toBe(0);
    expect(quantile([0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.75)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

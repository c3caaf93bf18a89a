import { describe, expect, it } from 'vitest';
import { interpolate, quantile, quantilePosition, quantiles } from '@/lib/analysis/quantiles';

describe('quantiles', () => {
  it('interpolates between neighbours, worked by hand', () => {
    // Sorted 1 2 4 8: 25 % lies at position 0.75, 50 % at 1.5, 95 % at 2.85.
    expect(quantiles([8, 1, 4, 2], [0, 0.25, 0.5, 0.95, 1])).toEqual([
      1,
      1.75,
      3,
      expect.closeTo(4 + 0.85 * 4, 12),
      8,
    ]);
  });

  it('sorts as numbers, not as text', () => {
    expect(quantile([10, 9, 100], 0.5)).toBe(10);
    expect(quantile([-1, -10, -2], 0)).toBe(-10);
  });

  it('is the value itself where there is one, and where neighbours are equal', () => {
    expect(quantiles([0.1], [0, 0.3, 1])).toEqual([0.1, 0.1, 0.1]);
    expect(quantile([0.1, 0.1, 0.1], 0.95)).toBe(0.1);
  });

  it('takes infinities without making a NaN of equal ones', () => {
    expect(quantile([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1], 0.75)).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(quantile([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY], 0.5)).toBe(0);
  });

  it('leaves the input in its order', () => {
    const values = Float32Array.of(3, 1, 2);
    expect(quantile(values, 0.5)).toBe(2);
    expect([...values]).toEqual([3, 1, 2]);
  });

  it('refuses no value, a NaN and a probability outside [0, 1]', () => {
    expect(() => quantile([], 0.5)).toThrow(/found no value/);
    expect(() => quantile([2, Number.NaN, 1], 0.5)).toThrow(/found a NaN/);
    expect(() => quantile([1], 95)).toThrow(/found 95\. Write 0\.95 for 95 %/);
    expect(() => quantile([1], -0.1)).toThrow(/found -0\.1/);
    expect(() => quantile([1], Number.NaN)).toThrow(/found NaN/);
  });
});

describe('quantilePosition', () => {
  it.each([
    [5, 0.5, 2, 3, 0],
    [4, 0.5, 1, 2, 0.5],
    [9, 0.75, 6, 7, 0],
    // The last rank has no upper neighbour.
    [4, 1, 3, 3, 0],
    [1, 0.5, 0, 0, 0],
  ])('of %d values, %d: between ranks %d and %d, weight %d', (count, p, ...[lower, upper, weight]) => {
    expect(quantilePosition(count, p)).toEqual({ lower, upper, weight });
  });
});

describe('interpolate', () => {
  it('is exact at both ends and in the middle', () => {
    expect(interpolate(2, 4, 0)).toBe(2);
    expect(interpolate(2, 4, 0.25)).toBe(2.5);
    expect(interpolate(2, 4, 1)).toBe(4);
    expect(interpolate(1, Number.POSITIVE_INFINITY, 0)).toBe(1);
  });
});

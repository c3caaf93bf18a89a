import { describe, expect, it } from 'vitest';
import { klDivergence, type ValueDistribution, wasserstein } from '@/lib/analysis/distribution-distance';
import { layerStatistics } from '@/lib/analysis/layer-statistics';

const uniform = (lo: number, hi: number, zeros = 0): ValueDistribution => ({
  zeros,
  lo,
  hi,
  counts: new Array(64).fill(1),
});
const zerosOnly: ValueDistribution = { zeros: 5, lo: 0, hi: 0, counts: new Array(64).fill(0) };
const point = (value: number): ValueDistribution => ({
  zeros: 0,
  lo: value,
  hi: value,
  counts: [7, ...new Array(63).fill(0)],
});

describe('wasserstein', () => {
  it.each([
    ['itself', uniform(-1, 3), uniform(-1, 3), 0],
    ['moved by 2', uniform(0, 1), uniform(2, 3), 2],
    // Quantile functions u and 2u: the integral of u over [0, 1].
    ['twice as wide', uniform(0, 1), uniform(0, 2), 0.5],
    // Quantile functions 2u - 1 and 4u - 2: the integral of |2u - 1|.
    ['crossing in the middle', uniform(-1, 1), uniform(-2, 2), 0.5],
    ['all values to zero', uniform(1, 3), zerosOnly, 2],
    // Half of the mass at 0, the other half as before: half the mean distance to 0.
    ['half of the values to zero', uniform(1, 3), uniform(1, 3, 64), 1],
    // Zero in the midst of the values: half of a mean |x| of 1.
    ['half of the values to zero from both sides', uniform(-2, 2), uniform(-2, 2, 64), 0.5],
    ['two points', point(-1), point(2.5), 3.5],
    ['a point and its surroundings', point(0.5), uniform(0, 1), 0.25],
  ])('%s', (_, a, b, expected) => {
    expect(wasserstein(a, b)).toBeCloseTo(expected, 12);
    expect(wasserstein(b, a)).toBeCloseTo(expected, 12);
  });

  it('is the mean distance of sorted values, within a bin, for real samples', () => {
    const a = Float32Array.from({ length: 2000 }, (_, index) => Math.sin(index) * 2);
    const b = Float32Array.from({ length: 2000 }, (_, index) => Math.cos(index * 3) ** 3 + 0.3);
    const pairs = a.slice().sort();
    const others = b.slice().sort();
    const exact = pairs.reduce((sum, value, index) => sum + Math.abs(value - others[index]), 0) / 2000;
    const of = (values: Float32Array) => {
      const { zeros, histogram } = layerStatistics(values);
      return { zeros, ...histogram };
    };
    expect(Math.abs(wasserstein(of(a), of(b)) - exact)).toBeLessThan(4 / 64);
  });

  it('refuses a distribution without values', () => {
    expect(() => wasserstein({ ...zerosOnly, zeros: 0 }, point(1))).toThrow(/at least one value/);
  });
});

describe('klDivergence', () => {
  it('is 0 for equal distributions, whatever their counts', () => {
    const doubled = { ...uniform(-1, 3, 64), zeros: 128, counts: new Array(64).fill(2) };
    expect(klDivergence(uniform(-1, 3, 64), doubled)).toBeCloseTo(0, 14);
    expect(klDivergence(zerosOnly, zerosOnly)).toBe(0);
  });

  it('compares half a range with the whole, worked by hand', () => {
    // On [0, 2]: p is 1/32 in 32 bins, q is 1/64 in 64 bins; zeros are in neither.
    const e = 1e-4;
    const scale = 1 + 65 * e;
    const inside = (1 / 32 + e) / scale;
    const outside = e / scale;
    const q = (1 / 64 + e) / scale;
    const expected = 32 * inside * Math.log(inside / q) + 32 * outside * Math.log(outside / q);
    expect(klDivergence(uniform(0, 1), uniform(0, 2))).toBeCloseTo(expected, 12);
  });

  it('sees zeros as a cell of their own', () => {
    const e = 1e-4;
    const expected =
      ((1 + e) / (1 + 65 * e)) * Math.log((1 + e) / e) + (e / (1 + 65 * e)) * 64 * Math.log(e / (1 / 64 + e));
    expect(klDivergence(zerosOnly, uniform(-1, 1))).toBeCloseTo(expected, 12);
    expect(klDivergence(uniform(-1, 1), zerosOnly)).toBeGreaterThan(1);
  });

  it('places points, at the upper end of the common range too', () => {
    expect(klDivergence(point(1), point(1))).toBeCloseTo(0, 14);
    expect(klDivergence(point(2), uniform(1, 2))).toBeGreaterThan(1);
    expect(klDivergence(point(-3), point(2))).toBeCloseTo(klDivergence(point(2), point(-3)), 12);
  });

  it('refuses a distribution without values', () => {
    expect(() => klDivergence(point(1), { ...zerosOnly, zeros: 0 })).toThrow(/at least one value/);
  });
});

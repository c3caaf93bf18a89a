import { describe, expect, it } from 'vitest';
import { binOf, carryInto, countInto, firstAtLeast, linearEdges } from '@/lib/compression/float32-histogram';

describe('linearEdges', () => {
  it('makes equal bins whose ends are exact', () => {
    expect([...linearEdges(-1, 1, 4)]).toEqual([-1, -0.5, 0, 0.5, 1]);
    const [lo, hi] = [Math.fround(-0.7), Math.fround(0.9)];
    for (const bins of [3, 7, 100, 2048]) {
      const edges = linearEdges(lo, hi, bins);
      expect([edges.length, edges[0], edges[bins]]).toEqual([bins + 1, lo, hi]);
    }
  });
});

describe('binOf', () => {
  const edges = linearEdges(-1, 1, 4);

  it.each([
    [-1, 0],
    [-0.51, 0],
    // A lower edge belongs to its bin, the last upper edge to the last.
    [-0.5, 1],
    [0, 2],
    [0.999, 3],
    [1, 3],
    [-9, 0],
    [9, 3],
  ])('%d lies in bin %d', (value, bin) => {
    expect(binOf(value, edges)).toBe(bin);
  });

  it('agrees with the edges where float32 rounding moves them', () => {
    const uneven = linearEdges(Math.fround(-0.7), Math.fround(0.9), 2048);
    for (let bin = 0; bin < 2048; bin++) expect(binOf(uneven[bin], uneven)).toBe(bin);
  });

  it('knows a range of no width', () => {
    expect(binOf(3, linearEdges(3, 3, 4))).toBe(3);
  });
});

it('counts values on top of what there is', () => {
  const counts = Float64Array.of(1, 0, 0, 0);
  countInto(counts, Float32Array.of(-1, 0.1, 0.2, 1), linearEdges(-1, 1, 4));
  expect([...counts]).toEqual([2, 0, 2, 1]);
});

it('carries counts to wider bins by the middle of each', () => {
  const counts = Float64Array.of(1, 1, 1, 1);
  // Middles -0.75, -0.25, 0.25, 0.75 in bins of 1 from -2; the empty one has nothing to carry.
  carryInto(counts, linearEdges(-2, 2, 4), Float64Array.of(5, 0, 7, 2), linearEdges(-1, 1, 4));
  expect([...counts]).toEqual([1, 6, 10, 1]);
});

it('finds the first entry that is at least a value', () => {
  const rising = Float64Array.of(0.25, 0.5, 0.5, 1);
  expect([0, 0.25, 0.5, 0.6, 1, 2].map((value) => firstAtLeast(rising, value))).toEqual([0, 0, 1, 3, 3, 4]);
});

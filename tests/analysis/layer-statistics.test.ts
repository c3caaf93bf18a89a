import { describe, expect, it } from 'vitest';
import { layerStatistics, STATISTIC_QUANTILES } from '@/lib/analysis/layer-statistics';
import { AppError } from '@/lib/domain/errors';

const of = (...values: number[]) => layerStatistics(Float32Array.from(values));

/** The definition, by a sort: what the selection must equal exactly. */
function quantilesBySort(values: Float32Array): number[] {
  const sorted = values.slice().sort();
  return STATISTIC_QUANTILES.map((p) => {
    const position = (sorted.length - 1) * p;
    const low = sorted[Math.floor(position)];
    const high = sorted[Math.ceil(position)];
    return low === high ? low : low + (high - low) * (position - Math.floor(position));
  });
}

function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('layerStatistics', () => {
  it('gives the moments of five numbers, worked by hand', () => {
    const statistics = of(-2, 0, 1, 3, 0);
    expect(statistics).toMatchObject({
      count: 5,
      zeros: 2,
      sparsity: 0.4,
      mean: 0.4,
      min: -2,
      max: 3,
      l1: 6,
    });
    expect(statistics.l2).toBe(Math.sqrt(14));
    // Deviations -2.4, -0.4, 0.6, 2.6, -0.4: squares 5.76 + 0.16 + 0.36 + 6.76 + 0.16 = 13.2; / 5 = 2.64.
    expect(statistics.std).toBeCloseTo(Math.sqrt(2.64), 14);
    // Sorted -2 0 0 1 3; 1 % lies at position 0.04: -2 + 0.04 * 2.
    expect(statistics.quantiles).toEqual(
      [-1.92, -1.6, 0, 0, 1, 2.6, 2.92].map((value) => expect.closeTo(value, 12)),
    );
    // Sorted -2 1 3; the median is 1, 25 % lies at position 0.5.
    expect(statistics.nonzeroQuantiles?.slice(2, 5)).toEqual([-0.5, 1, 2]);
  });

  it('counts zeros apart from the histogram of the others', () => {
    const { histogram } = of(-2, 0, 1, 3, 0);
    expect([histogram.lo, histogram.hi]).toEqual([-2, 3]);
    const filled = [...histogram.counts].flatMap((count, bin) => (count > 0 ? [[bin, count]] : []));
    // 1 lies at (1 + 2) / 5 * 64 = 38.4; the largest value belongs to the last bin.
    expect(filled).toEqual([
      [0, 1],
      [38, 1],
      [63, 1],
    ]);
  });

  it('tells a tensor of zeros, -0 included, from one of a constant', () => {
    const zeros = of(0, -0, 0);
    expect(zeros).toMatchObject({
      zeros: 3,
      sparsity: 1,
      mean: 0,
      std: 0,
      min: 0,
      max: 0,
      nonzeroQuantiles: null,
    });
    expect(zeros.quantiles).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(zeros.histogram).toEqual({ lo: 0, hi: 0, counts: new Uint32Array(64) });
    const constant = of(3, 3, 3, 3);
    expect(constant).toMatchObject({ zeros: 0, mean: 3, std: 0, min: 3, max: 3 });
    expect(constant.histogram).toMatchObject({ lo: 3, hi: 3 });
    expect(constant.histogram.counts[0]).toBe(4);
    expect(constant.nonzeroQuantiles).toEqual([3, 3, 3, 3, 3, 3, 3]);
  });

  it('takes zero as the extreme of one-sided values', () => {
    expect(of(0, 2, 5)).toMatchObject({ min: 0, max: 5, histogram: { lo: 2, hi: 5 } });
    expect(of(-4, 0, -1)).toMatchObject({ min: -4, max: 0, histogram: { lo: -4, hi: -1 } });
  });

  it.each(['normal', 'ties', 'wide', 'sparse', 'tiny'])(
    'selects the same quantiles as a sort: %s',
    (kind) => {
      const random = pseudoRandom(7);
      const draw = {
        normal: () => (random() + random() + random() - 1.5) * 0.1,
        ties: () => Math.round(random() * 6 - 3) / 4,
        wide: () => (random() - 0.5) * 10 ** Math.round(random() * 60 - 30),
        sparse: () => (random() < 0.95 ? 0 : random() - 0.3),
        tiny: () => (random() < 0.3 ? 0 : (random() - 0.5) * 1e-43),
      }[kind] as () => number;
      for (const count of [1, 2, 3, 100, 4097, 50_000]) {
        const values = Float32Array.from({ length: count }, draw);
        const statistics = layerStatistics(values);
        expect(statistics.quantiles.map(Math.fround)).toEqual(
          quantilesBySort(values).map((value) => Math.fround(value + 0)),
        );
        const nonzeros = values.filter((value) => value !== 0);
        expect(statistics.nonzeroQuantiles).toEqual(nonzeros.length === 0 ? null : quantilesBySort(nonzeros));
        expect(statistics.zeros + statistics.histogram.counts.reduce((a, b) => a + b, 0)).toBe(count);
      }
    },
  );

  it('keeps a small spread around a large mean', () => {
    // 4096 and 4096 + 2^-11 are neighbours in float32: mean 4096 + 2^-12, every deviation 2^-12.
    expect(of(4096, 4096 + 2 ** -11).std).toBe(2 ** -12);
  });

  it('reads a view into a larger buffer and leaves it unchanged', () => {
    const buffer = Float32Array.from([9, 9, 1, 2, 9]);
    expect(layerStatistics(buffer.subarray(2, 4))).toMatchObject({ count: 2, min: 1, max: 2, mean: 1.5 });
    expect([...buffer]).toEqual([9, 9, 1, 2, 9]);
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]])('refuses %s', (value) => {
    expect(() => of(1, value, 2)).toThrow(AppError);
    expect(() => of(1, value, 2)).toThrow(/found 1 NaN or infinite/);
  });

  it('refuses an empty tensor', () => {
    expect(() => of()).toThrow(/at least one value/);
  });
});

import { describe, expect, it } from 'vitest';
import { EntropyObserver } from '@/lib/compression/entropy-observer';
import { HistogramObserver } from '@/lib/compression/histogram-observer';
import { createObserver, MinMaxObserver, MovingAverageObserver } from '@/lib/compression/observers';
import { PercentileObserver } from '@/lib/compression/percentile-observer';
import { computeQuantizer, type QuantizerSpec } from '@/lib/compression/quantizer';
import type { RangeObserver } from '@/lib/compression/range-observer';
import { goldenCases } from './golden';

interface ObserverCase {
  observer?: string;
  input: string;
  dtype: string;
  qscheme: string;
  reduce_range: boolean;
  bits?: number;
  quant_min?: number;
  quant_max?: number;
  batches: number[][];
  min: number;
  max: number;
  scale: number;
  zero_point: number;
}

function watch<T extends RangeObserver>(observer: T, batches: readonly (readonly number[])[]): T {
  for (const batch of batches) observer.observe(Float32Array.from(batch));
  return observer;
}

type TorchRange = Pick<
  ObserverCase,
  'dtype' | 'qscheme' | 'reduce_range' | 'bits' | 'quant_min' | 'quant_max'
>;

function torchSpec(one: TorchRange): QuantizerSpec {
  const signed = one.dtype === 'torch.qint8';
  const divisor = one.reduce_range ? 2 : 1;
  return {
    bits: one.bits ?? 8,
    scheme: one.qscheme === 'torch.per_tensor_symmetric' ? 'symmetric' : 'asymmetric',
    quantMin: one.quant_min ?? (signed ? -128 / divisor : 0),
    quantMax: one.quant_max ?? (signed ? 128 / divisor - 1 : 256 / divisor - 1),
    arithmetic: 'torch',
  };
}

describe('observers against torch', () => {
  const cases = goldenCases<ObserverCase>('torch', 'observer');
  it.each(cases.map((one) => [`${one.observer} ${one.input} ${one.dtype} ${one.qscheme}`, one] as const))(
    '%s: range, scale and zero point to the last bit',
    (_, one) => {
      const observer = one.observer === 'MinMaxObserver' ? new MinMaxObserver() : new MovingAverageObserver();
      const range = watch(observer, one.batches).range();
      expect(range).toEqual({ min: one.min, max: one.max });
      const { scale, zeroPoint } = computeQuantizer(range, torchSpec(one));
      expect({ scale, zeroPoint }).toEqual({ scale: [one.scale], zeroPoint: [one.zero_point] });
    },
  );

  const histograms = goldenCases<ObserverCase>('torch', 'histogram_observer');
  it.each(histograms.map((one) => [`${one.input}, reduce_range ${one.reduce_range}`, one] as const))(
    'HistogramObserver %s',
    (_, one) => {
      const range = watch(new HistogramObserver(), one.batches).range();
      const { scale, zeroPoint } = computeQuantizer(
        range,
        torchSpec({ ...one, dtype: 'torch.quint8', qscheme: 'torch.per_tensor_affine' }),
      );
      expect(zeroPoint).toEqual([one.zero_point]);
      expect(scale[0]).toBe(one.scale);
    },
  );
});

interface MadeCase {
  state: number;
  size: number;
  scales: number[];
  shift: number;
  reduce_range: boolean;
  scale: number;
  zero_point: number;
}

/** The batches of a made case; the same rule as in torch_golden.py. */
function madeBatches({ state, size, scales, shift }: MadeCase): Float32Array[] {
  let current = state;
  const next = () => {
    current = (Math.imul(1_664_525, current) + 1_013_904_223) >>> 0;
    return current / 2 ** 32;
  };
  return scales.map((scale) =>
    Float32Array.from({ length: size }, () => (next() + next() + next() + next() - 2) * scale + shift),
  );
}

describe('HistogramObserver against torch on many values', () => {
  it.each(
    goldenCases<MadeCase>('torch', 'histogram_observer_made').map(
      (one) => [one.scales, one.shift, one.reduce_range, one] as const,
    ),
  )('scales %j around %d, reduce_range %s', (_, __, ___, one) => {
    const observer = new HistogramObserver();
    for (const batch of madeBatches(one)) observer.observe(batch);
    const { scale, zeroPoint } = computeQuantizer(
      observer.range(),
      torchSpec({ ...one, dtype: 'torch.quint8', qscheme: 'torch.per_tensor_affine' }),
    );
    expect({ scale, zeroPoint }).toEqual({ scale: [one.scale], zeroPoint: [one.zero_point] });
  });
});

interface CalibrationCase {
  input: string;
  method: 'percentile' | 'entropy';
  symmetric: boolean;
  num_bins: number;
  num_quantized_bins: number;
  percentile: number;
  batches: number[][];
  lowest: number;
  highest: number;
}

describe('observers against ONNX Runtime', () => {
  const cases = goldenCases<CalibrationCase>('onnxruntime', 'calibration');
  it.each(
    cases.map(
      (one) =>
        [
          `${one.method} ${one.input}, ${one.percentile} %, symmetric ${one.symmetric}, ${one.num_bins} bins`,
          one,
        ] as const,
    ),
  )('%s', (_, one) => {
    const observer =
      one.method === 'percentile'
        ? new PercentileObserver({ percentile: one.percentile, symmetric: one.symmetric })
        : new EntropyObserver({ bins: one.num_bins, quantizedBins: one.num_quantized_bins });
    expect(watch(observer, one.batches).range()).toEqual({ min: one.lowest, max: one.highest });
  });
});

const names = ['minMax', 'movingAverage', 'percentile', 'histogram', 'entropy'] as const;

describe('reported faults of observers', () => {
  it('pytorch/pytorch#83672: batches of size one and ranges below 1e-6 keep their fractions', () => {
    const { min, max } = watch(new HistogramObserver(), [[0.25], [0.75]]).range();
    expect(min).toBeGreaterThanOrEqual(0.25);
    expect(max).toBeLessThanOrEqual(0.75);
    expect(max - min).toBeGreaterThan(0.45);
    const tiny = watch(new HistogramObserver(), [[1e-8, 2e-8], [3e-8]]).range();
    expect(tiny.min).toBeGreaterThan(0.9e-8);
    expect(tiny.max).toBeLessThan(3.1e-8);
  });

  it('pytorch/pytorch#122659: a tiny range before a large one takes no memory and no time', () => {
    const wide = Array.from({ length: 1000 }, (_, index) => index / 10);
    const { max } = watch(new HistogramObserver(), [[0, 1e-9], wide]).range();
    expect(max).toBeGreaterThan(90);
    expect(max).toBeLessThanOrEqual(99.91);
  });

  it('pytorch/pytorch#129387: a later batch inside the range still counts', () => {
    const outlier = [-100, ...new Array(20).fill(0.5)];
    const inside = new Array(200_000).fill(0).map((_, index) => (index % 100) / 100);
    const before = watch(new HistogramObserver(), [outlier]).range();
    const after = watch(new HistogramObserver(), [outlier, inside]).range();
    expect(before.min).toBe(-100);
    // With the second batch -100 is one value in 200,000: cutting it off costs less than rounding the others.
    expect(after.min).toBeGreaterThan(-1);
  });

  it('NVIDIA/TensorRT#2757: a later batch of smaller range is counted where its values are', () => {
    const observer = new PercentileObserver({ percentile: 99, symmetric: true });
    const small = Array.from({ length: 10_000 }, (_, index) => index / 10_000);
    const { max } = watch(observer, [[316, -2], small]).range();
    expect(max).toBeLessThan(1);
    expect(max).toBeGreaterThan(0.8);
  });

  it('microsoft/onnxruntime#9597: as many bins as levels is only the minimum and maximum; the default is not', () => {
    const cases = goldenCases<CalibrationCase>('onnxruntime', 'calibration');
    const values = cases.filter(({ input }) => input === 'heavy_tail')[0].batches.slice(0, 1);
    const all = watch(new MinMaxObserver(), values).range();
    expect(watch(new EntropyObserver({ bins: 128, quantizedBins: 128 }), values).range()).toEqual(all);
    const cut = watch(createObserver('entropy'), values).range();
    expect(cut.max).toBeLessThan(all.max / 2);
    expect(cut.min).toBeGreaterThan(all.min / 2);
  });

  it.each(['percentile', 'entropy', 'histogram'] as const)(
    '%s: a tiny first range does not make endless bins',
    (name) => {
      const data = Array.from({ length: 2000 }, (_, index) => (index - 1000) / 10);
      const { min, max } = watch(createObserver(name), [[1e-30, 2e-30], [0, 1e-12], data]).range();
      expect(min).toBeGreaterThanOrEqual(-100);
      expect(min).toBeLessThan(-80);
      expect(max).toBeLessThan(100);
      expect(max).toBeGreaterThan(80);
    },
  );

  it.each(['percentile', 'entropy', 'histogram'] as const)(
    '%s: a first batch of one value leaves later, small values apart',
    (name) => {
      const small = Array.from({ length: 1000 }, (_, index) => (index - 500) * 1e-7);
      const afterZeros = watch(createObserver(name), [[0, 0], small]).range();
      expect(afterZeros.min).toBeGreaterThanOrEqual(Math.fround(-5e-5));
      expect(afterZeros.min).toBeLessThan(-4.9e-5);
      expect(afterZeros.max).toBeLessThanOrEqual(Math.fround(4.99e-5));
      expect(afterZeros.max).toBeGreaterThan(4.8e-5);
      expect(watch(createObserver(name), [[0.5, 0.5], small, [0.5]]).range().max).toBeGreaterThan(0.01);
    },
  );

  it('asymmetric percentile: zeros of a first batch stay zeros', () => {
    const observer = new PercentileObserver({ percentile: 90, symmetric: false });
    // 10 on each side of 1000 zeros: the 5 % cut off at each end reach into the zeros.
    const small = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 1e-5 : -1e-5));
    const { min, max } = watch(observer, [new Array(1000).fill(0), small]).range();
    expect(Math.abs(min)).toBeLessThan(1e-7);
    expect(Math.abs(max)).toBeLessThan(1e-7);
  });

  it('percentile: magnitudes below those of the first batch count, not only larger ones', () => {
    const observer = new PercentileObserver({ percentile: 50, symmetric: true });
    const large = Array.from({ length: 101 }, (_, index) => 1 + index / 100);
    const small = Array.from({ length: 300 }, (_, index) => (index - 150) / 150);
    // Of 401 magnitudes, 300 spread over 0..1 twice: the 201st is about 0.667.
    expect(watch(observer, [large, small]).range().max).toBeCloseTo(0.667, 2);
  });

  it.each([[0], [-1], [100.1], [Number.NaN]])('percentile refuses %d per cent', (percentile) => {
    expect(() => new PercentileObserver({ percentile, symmetric: true })).toThrow(/percentile in \(0, 100\]/);
  });

  it.each([
    [127, 64],
    [128, 63],
    [64, 128],
    [128, 0],
  ])('entropy refuses %d bins for %d levels', (bins, quantizedBins) => {
    expect(() => new EntropyObserver({ bins, quantizedBins })).toThrow(
      /even numbers, bins >= quantized bins/,
    );
  });

  it('makes the observer of a name', () => {
    const found = names.map((name) => createObserver(name).constructor);
    expect(found).toEqual([
      MinMaxObserver,
      MovingAverageObserver,
      PercentileObserver,
      HistogramObserver,
      EntropyObserver,
    ]);
  });

  it('ignores empty batches, as torch does', () => {
    expect(watch(new MovingAverageObserver(), [[], [1, 2], []]).range()).toEqual({ min: 1, max: 2 });
  });

  it.each(names)('%s: one value, zeros, then data', (name) => {
    expect(watch(createObserver(name), [[3, 3]]).range()).toEqual({ min: 3, max: 3 });
    expect(watch(createObserver(name), [[0, 0]]).range()).toEqual({ min: 0, max: 0 });
    const { min, max } = watch(createObserver(name), [
      [0, 0],
      [-1, 1],
    ]).range();
    expect(min).toBeGreaterThanOrEqual(-1);
    expect(max).toBeLessThanOrEqual(1);
    expect(max).toBeGreaterThan(min);
  });

  it.each(names)('%s refuses NaN, infinities and a range before any value', (name) => {
    expect(() => createObserver(name).range()).toThrow(/before it saw a value/);
    expect(() => watch(createObserver(name), [[1, Number.NaN]])).toThrow(/finite/);
    expect(() => watch(createObserver(name), [[1, Number.NEGATIVE_INFINITY]])).toThrow(/finite/);
  });
});

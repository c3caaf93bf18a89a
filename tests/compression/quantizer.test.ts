import { describe, expect, it } from 'vitest';
import {
  channelQuantizationErrors,
  channelRanges,
  dequantize,
  fakeQuantize,
  kernelChannelAxis,
  quantizationError,
  quantize,
} from '@/lib/compression/quantize';
import {
  activationQuantizerSpec,
  computeQuantizer,
  type QuantizerSpec,
  weightQuantizerSpec,
} from '@/lib/compression/quantizer';
import { roundHalfEven } from '@/lib/compression/round-half-even';
import type { QuantizerParameters } from '@/lib/domain/network';
import { asKernel, floats, type GoldenTensor, goldenCases } from './golden';

const torch = (
  scheme: QuantizerSpec['scheme'],
  quantMin: number,
  quantMax: number,
  bits = 8,
): QuantizerSpec => ({
  bits,
  scheme,
  quantMin,
  quantMax,
  arithmetic: 'torch',
});

const perTensor = (
  scale: number,
  zeroPoint: number,
  quantMin: number,
  quantMax: number,
): QuantizerParameters => ({
  bits: 8,
  scheme: 'asymmetric',
  quantMin,
  quantMax,
  scale: [Math.fround(scale)],
  zeroPoint: [zeroPoint],
  channelAxis: null,
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-1.5, -2],
    [-2.5, -2],
    [0.49999999999999994, 0],
    [2 ** 52 + 1, 2 ** 52 + 1],
    [-(2 ** 53), -(2 ** 53)],
  ])('%d -> %d', (value, expected) => {
    expect(roundHalfEven(value)).toBe(expected);
  });
});

describe('computeQuantizer', () => {
  interface PerChannelCase {
    ch_axis: number;
    weight: GoldenTensor;
    scales: GoldenTensor;
    zero_points: number[];
  }
  it.each(
    goldenCases<PerChannelCase>('torch', 'per_channel_observer').map(
      (one) => [one.weight.shape, one.ch_axis, one] as const,
    ),
  )('per channel as torch: shape [%s], axis %d', (shape, axis, one) => {
    const ranges = channelRanges(floats(one.weight), shape, axis);
    const { scale, zeroPoint } = computeQuantizer(ranges, torch('symmetric', -128, 127), axis);
    expect(scale).toEqual(one.scales.data);
    expect(zeroPoint).toEqual(one.zero_points);
  });

  it('per channel as torch, for kernels [kh, kw, in, out] and [in, out] by their output channels', () => {
    const cases = goldenCases<PerChannelCase>('torch', 'per_channel_observer');
    const byOutput = cases.filter(({ ch_axis }) => ch_axis === 0);
    expect(byOutput.map(({ weight }) => weight.shape.length).sort()).toEqual([2, 4]);
    for (const one of byOutput) {
      const { shape, data } = asKernel(one.weight);
      const axis = kernelChannelAxis(shape.length === 4 ? 'conv2d' : 'dense', shape.length);
      const ranges = channelRanges(Float32Array.from(data), shape, axis);
      expect(computeQuantizer(ranges, torch('symmetric', -128, 127), axis).scale).toEqual(one.scales.data);
    }
  });

  interface ScaleCase {
    lowest: number;
    highest: number;
    quant_min: number;
    quant_max: number;
    symmetric: boolean;
    scale: number;
    zero_point: number;
  }
  it.each(
    goldenCases<ScaleCase>('onnxruntime', 'scale_zero_point').map(
      (one) => [one.lowest, one.highest, one] as const,
    ),
  )('as ONNX Runtime: %d..%d', (min, max, one) => {
    const spec: QuantizerSpec = {
      bits: 8,
      scheme: one.symmetric ? 'symmetric' : 'asymmetric',
      quantMin: one.quant_min,
      quantMax: one.quant_max,
      arithmetic: 'onnxRuntime',
    };
    const { scale, zeroPoint } = computeQuantizer({ min, max }, spec);
    expect({ scale, zeroPoint }).toEqual({ scale: [one.scale], zeroPoint: [one.zero_point] });
  });

  it('pytorch/pytorch#23838: 1..3 is widened to 0..3, so that 0 is exact', () => {
    const { scale, zeroPoint } = computeQuantizer({ min: 1, max: 3 }, torch('asymmetric', 0, 255));
    expect({ scale, zeroPoint }).toEqual({ scale: [Math.fround(3 / 255)], zeroPoint: [0] });
    const below = computeQuantizer({ min: -3, max: -1 }, activationQuantizerSpec(8));
    expect(below.zeroPoint).toEqual([255]);
    expect([...fakeQuantize(Float32Array.of(0), below)]).toEqual([0]);
  });

  it('microsoft/onnxruntime#12470: all zeros give scale 1 and zero point 0', () => {
    const { scale, zeroPoint } = computeQuantizer({ min: 0, max: 0 }, activationQuantizerSpec(8));
    expect({ scale, zeroPoint }).toEqual({ scale: [1], zeroPoint: [0] });
    expect(computeQuantizer({ min: 0, max: 0 }, weightQuantizerSpec(8))).toMatchObject({
      scale: [1],
      zeroPoint: [0],
    });
    // torch's observers keep their smallest scale instead.
    expect(computeQuantizer({ min: 0, max: 0 }, torch('asymmetric', 0, 255)).scale).toEqual([2 ** -23]);
  });

  it('microsoft/onnxruntime#3442: weights use -127..127, of which each end is reached', () => {
    const quantizer = computeQuantizer({ min: -2, max: 2 }, weightQuantizerSpec(8));
    expect([...quantize(Float32Array.of(-2, 2, -2.1, 0), quantizer)]).toEqual([-127, 127, -127, 0]);
    // With all 256 numbers the lowest is a value's, not a limit at -127.
    const full = computeQuantizer({ min: -128, max: 127 }, torch('asymmetric', -128, 127));
    expect([...quantize(Float32Array.of(-128, 127), full)]).toEqual([-128, 127]);
  });

  it('pytorch/ao#4824: 4 bits divide by 7 for weights and by 7.5 in torch, one function for both uses', () => {
    const range = { min: -2.7, max: 1 };
    expect(computeQuantizer(range, weightQuantizerSpec(4)).scale[0]).toBeCloseTo(2.7 / 7, 7);
    expect(computeQuantizer(range, torch('symmetric', -8, 7, 4)).scale[0]).toBeCloseTo(2.7 / 7.5, 7);
  });

  it.each([
    // Steps of 4 / 255: 0 lies at 63.75.
    [-1, 3, 64],
    // Steps of 2: 0 lies at 0.5, 1.5 and 2.5, and ties go to the even number.
    [-1, 509, 0],
    [-3, 507, 2],
    [-5, 505, 2],
  ])('rounds the zero point of %d..%d half to even: %d', (min, max, expected) => {
    expect(computeQuantizer({ min, max }, activationQuantizerSpec(8)).zeroPoint).toEqual([expected]);
    expect(computeQuantizer({ min, max }, torch('asymmetric', 0, 255)).zeroPoint).toEqual([expected]);
  });

  it('pytorch/pytorch#68278: a reduced range is told by quantMin and quantMax alone', () => {
    expect(computeQuantizer({ min: 0, max: 1.27 }, torch('asymmetric', 0, 127)).scale[0]).toBeCloseTo(
      0.01,
      8,
    );
  });

  it.each([
    [{ min: 1, max: 0 }],
    [{ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }],
    [{ min: 0, max: Number.NaN }],
    [{ min: 0, max: Number.POSITIVE_INFINITY }],
  ])('refuses the range %o', (range) => {
    expect(() => computeQuantizer(range, activationQuantizerSpec(8))).toThrow(/finite range/);
  });

  it('refuses bits outside 2 to 8 and more numbers than the bits hold', () => {
    expect(() => weightQuantizerSpec(1)).toThrow(/2 to 8 bits; found 1/);
    expect(() => activationQuantizerSpec(9)).toThrow(/found 9/);
    expect(() => computeQuantizer({ min: 0, max: 1 }, torch('asymmetric', 0, 256))).toThrow(
      /at most 256 numbers/,
    );
  });
});

describe('quantize', () => {
  interface FakeQuantizeCase {
    x: GoldenTensor;
    scale: number;
    zero_point: number;
    quant_min: number;
    quant_max: number;
    y: GoldenTensor;
  }
  it.each(goldenCases<FakeQuantizeCase>('torch', 'fake_quantize').map((one) => [one.scale, one] as const))(
    'fake quantization as torch to the last bit, scale %d',
    (_, one) => {
      const quantizer = perTensor(one.scale, one.zero_point, one.quant_min, one.quant_max);
      const restored = fakeQuantize(floats(one.x), quantizer);
      expect([...restored].map((value) => value + 0)).toEqual(one.y.data.map((value) => value + 0));
    },
  );

  it('rounds ties to even and clamps', () => {
    const quantizer = perTensor(0.5, 3, 0, 7);
    const quantized = quantize(Float32Array.of(0.25, 0.75, -0.25, -9, 9), quantizer);
    expect([...quantized]).toEqual([3, 5, 3, 0, 7]);
    expect([...dequantize(quantized, quantizer)]).toEqual([0, 1, 0, -1.5, 2]);
  });

  it('gives each channel its scale: last axis, axis in the middle', () => {
    const byColumn = { ...perTensor(1, 0, -8, 7), scale: [1, 0.5], zeroPoint: [0, 1], channelAxis: 1 };
    expect([...quantize(Float32Array.of(2, 2, 3, 3), byColumn, [2, 2])]).toEqual([2, 5, 3, 7]);
    // [2, 2, 2] by axis 1: pairs of values alternate between the two scales.
    const pairs = Float32Array.of(1, 2, 1, 2, -1, -2, -1, -2);
    const byMiddle = quantize(pairs, byColumn, [2, 2, 2]);
    expect([...byMiddle]).toEqual([1, 2, 3, 5, -1, -2, -1, -3]);
    expect(dequantize(byMiddle, byColumn, [2, 2, 2])).toEqual(pairs);
    expect(() => quantize(new Float32Array(6), byColumn, [2, 3])).toThrow(/2 scales met 3 channels/);
    expect(() => quantize(new Float32Array(6), byColumn)).toThrow(/axis 1/);
  });

  it('qualcomm/aimet#1223: the channels of a depthwise kernel [kh, kw, channels, 1] are axis 2', () => {
    expect(kernelChannelAxis('depthwiseConv2d', 4)).toBe(2);
    expect(kernelChannelAxis('conv2d', 4)).toBe(3);
    expect(kernelChannelAxis('dense', 2)).toBe(1);
    expect(channelRanges(Float32Array.of(1, 5, -2, 6), [2, 1, 2, 1], 2)).toEqual([
      { min: -2, max: 1 },
      { min: 5, max: 6 },
    ]);
  });
});

describe('channelRanges', () => {
  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]])('refuses %d', (value) => {
    const weights = Float32Array.of(1, 2, value, 4);
    expect(() => channelRanges(weights, [2, 2], 1)).toThrow(/finite weights; found .* in channel 0/);
  });

  it('refuses a shape or an axis that the values do not have', () => {
    expect(() => channelRanges(new Float32Array(4), [2, 3], 1)).toThrow(/a shape of 4 values/);
    expect(() => channelRanges(new Float32Array(4), [2, 2], 2)).toThrow(/axis 2/);
  });
});

describe('quantizationError', () => {
  it('is the ratio of signal to rounding noise in dB, worked by hand', () => {
    // Restored 3, 4: noise 2 / 64, signal 3.125^2 + 3.875^2 = 24.78125, their ratio 793.
    const error = quantizationError(Float32Array.of(3.125, 3.875), perTensor(1, 0, -8, 7));
    expect(error.sqnrDb).toBeCloseTo(10 * Math.log10(793), 12);
    expect(error.clippedFraction).toBe(0);
  });

  it('counts what falls outside before clamping', () => {
    const { clippedFraction } = quantizationError(Float32Array.of(-9, 7, 7.4, 8), perTensor(1, 0, -8, 7));
    expect(clippedFraction).toBe(0.5);
  });

  it('has no ratio without a signal, and no limit without noise', () => {
    expect(quantizationError(Float32Array.of(0, 0), perTensor(1, 0, -8, 7)).sqnrDb).toBeNull();
    expect(quantizationError(Float32Array.of(1, 2), perTensor(1, 0, -8, 7)).sqnrDb).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('tells channels apart and together', () => {
    const quantizer = { ...perTensor(1, 0, -8, 7), scale: [1, 1], zeroPoint: [0, 0], channelAxis: 1 };
    const values = Float32Array.of(3, 8, 3, 9);
    expect(
      channelQuantizationErrors(values, quantizer, [2, 2]).map(({ clippedFraction }) => clippedFraction),
    ).toEqual([0, 1]);
    expect(quantizationError(values, quantizer, [2, 2]).clippedFraction).toBe(0.5);
  });
});

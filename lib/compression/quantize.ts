import { AppError } from '@/lib/domain/errors';
import type { LayerType, QuantizerParameters } from '@/lib/domain/network';
import { roundHalfEven } from './round-half-even';

/**
 * The axis of a kernel along which each channel gets its own scale: its output channels.
 *
 * The last axis of `[kh, kw, in, out]` and `[in, out]`; axis 2 of a depthwise kernel `[kh, kw, channels, 1]`,
 * whose last axis has one entry.
 */
export function kernelChannelAxis(layerType: LayerType, rank: number): number {
  return layerType === 'depthwiseConv2d' ? rank - 2 : rank - 1;
}

/**
 * Quantizes values to whole numbers: `q = clamp(round(x * (1 / scale)) + zeroPoint, quantMin, quantMax)`.
 *
 * `1 / scale` and its product with x are float32, rounding is half to even.
 *
 * @param values Row-major.
 * @param shape Needed when the quantizer is per channel.
 * @throws AppError `invalid_argument` when the quantizer does not fit the shape.
 * @see `torch.fake_quantize_per_tensor_affine`; Jacob et al. 2018, arXiv 1712.05877, equation 12
 */
export function quantize(
  values: Float32Array,
  quantizer: QuantizerParameters,
  shape?: readonly number[],
): Int32Array {
  const quantized = new Int32Array(values.length);
  const { quantMin, quantMax } = quantizer;
  forEachChannel(values.length, quantizer, shape, (start, end, step, scale, zeroPoint) => {
    const inverse = Math.fround(1 / scale);
    for (let index = start; index < end; index += step) {
      const level = roundHalfEven(Math.fround(values[index] * inverse)) + zeroPoint;
      quantized[index] = Math.min(Math.max(level, quantMin), quantMax);
    }
  });
  return quantized;
}

/** The values that whole numbers stand for: `(q - zeroPoint) * scale` in float32. See {@link quantize}. */
export function dequantize(
  quantized: Int32Array,
  quantizer: QuantizerParameters,
  shape?: readonly number[],
): Float32Array {
  const values = new Float32Array(quantized.length);
  forEachChannel(values.length, quantizer, shape, (start, end, step, scale, zeroPoint) => {
    for (let index = start; index < end; index += step) {
      values[index] = (quantized[index] - zeroPoint) * scale;
    }
  });
  return values;
}

/** Quantizes and dequantizes: the float32 values that a quantized model computes with. */
export function fakeQuantize(
  values: Float32Array,
  quantizer: QuantizerParameters,
  shape?: readonly number[],
): Float32Array {
  return dequantize(quantize(values, quantizer, shape), quantizer, shape);
}

/** What quantizing costs: noise against signal, and how many values lie outside the range. */
export interface QuantizationError {
  /** `10 log10(sum x^2 / sum (x - x_q)^2)` in dB; Infinity without error, null where all values are zero. */
  sqnrDb: number | null;
  /** Share of values that fall below quantMin or above quantMax before clamping, in [0, 1]. */
  clippedFraction: number;
}

/** Signal-to-quantization-noise ratio and clipped fraction of values under a quantizer. See {@link quantize}. */
export function quantizationError(
  values: Float32Array,
  quantizer: QuantizerParameters,
  shape?: readonly number[],
): QuantizationError {
  return quantizationErrorByChannel(values, quantizer, shape, true)[0];
}

/** {@link quantizationError} of each channel of a per-channel quantizer, in order. */
export function channelQuantizationErrors(
  values: Float32Array,
  quantizer: QuantizerParameters,
  shape?: readonly number[],
): QuantizationError[] {
  return quantizationErrorByChannel(values, quantizer, shape, false);
}

function quantizationErrorByChannel(
  values: Float32Array,
  quantizer: QuantizerParameters,
  shape: readonly number[] | undefined,
  together: boolean,
): QuantizationError[] {
  const restored = fakeQuantize(values, quantizer, shape);
  const { quantMin, quantMax } = quantizer;
  const sums = quantizer.scale.map(() => ({ signal: 0, noise: 0, clipped: 0, count: 0 }));
  forEachChannel(values.length, quantizer, shape, (start, end, step, scale, zeroPoint, channel) => {
    const sum = sums[together ? 0 : channel];
    const inverse = Math.fround(1 / scale);
    for (let index = start; index < end; index += step) {
      const level = roundHalfEven(Math.fround(values[index] * inverse)) + zeroPoint;
      if (level < quantMin || level > quantMax) sum.clipped++;
      sum.signal += values[index] ** 2;
      sum.noise += (values[index] - restored[index]) ** 2;
      sum.count++;
    }
  });
  return sums.map(({ signal, noise, clipped, count }) => ({
    sqnrDb: signal === 0 ? null : 10 * Math.log10(signal / noise),
    clippedFraction: count === 0 ? 0 : clipped / count,
  }));
}

/**
 * The smallest and largest value of each channel of a tensor.
 *
 * @throws AppError `invalid_argument` when the shape does not fit, or a value is NaN or infinite: comparisons would
 *   pass over a NaN, and a diverged kernel would be quantized as if it were sound.
 */
export function channelRanges(
  values: Float32Array,
  shape: readonly number[],
  channelAxis: number,
): { min: number; max: number }[] {
  const { channels, stride } = channelSteps(values.length, shape, channelAxis);
  const ranges = Array.from({ length: channels }, () => ({
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  }));
  for (let index = 0; index < values.length; index++) {
    const channel = Math.floor(index / stride) % channels;
    const range = ranges[channel];
    const value = values[index];
    if (!Number.isFinite(value)) {
      throw new AppError(
        'invalid_argument',
        `Quantization expected finite weights; found ${value} in channel ${channel}. The model has probably diverged.`,
      );
    }
    if (value < range.min) range.min = value;
    if (value > range.max) range.max = value;
  }
  return ranges;
}

type ChannelRun = (
  start: number,
  end: number,
  step: number,
  scale: number,
  zeroPoint: number,
  channel: number,
) => void;

/** Calls `run` with index ranges that share one scale; between them they visit every value once. */
function forEachChannel(
  size: number,
  { scale, zeroPoint, channelAxis }: QuantizerParameters,
  shape: readonly number[] | undefined,
  run: ChannelRun,
): void {
  if (channelAxis === null) {
    run(0, size, 1, scale[0], zeroPoint[0], 0);
    return;
  }
  const { channels, stride } = channelSteps(size, shape ?? [], channelAxis);
  if (channels !== scale.length) {
    throw new AppError(
      'invalid_argument',
      `A quantizer with ${scale.length} scales met ${channels} channels on axis ${channelAxis} of [${shape}]. Quantize with the scales of this tensor.`,
    );
  }
  if (stride === 1) {
    for (let channel = 0; channel < channels; channel++) {
      run(channel, size, channels, scale[channel], zeroPoint[channel], channel);
    }
    return;
  }
  for (let start = 0; start < size; start += stride) {
    const channel = (start / stride) % channels;
    run(start, start + stride, 1, scale[channel], zeroPoint[channel], channel);
  }
}

function channelSteps(size: number, shape: readonly number[], axis: number) {
  const product = shape.reduce((total, length) => total * length, 1);
  if (shape[axis] === undefined || product !== size) {
    throw new AppError(
      'invalid_argument',
      `Per-channel quantization expected a shape of ${size} values with an axis ${axis}; found [${shape}].`,
    );
  }
  return {
    channels: shape[axis],
    stride: shape.slice(axis + 1).reduce((total, length) => total * length, 1),
  };
}

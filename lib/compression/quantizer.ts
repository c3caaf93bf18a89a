import { AppError } from '@/lib/domain/errors';
import type { QuantizerParameters } from '@/lib/domain/network';
import { roundHalfEven } from './round-half-even';

/** Smallest scale of torch's observers: float32 epsilon. */
const SMALLEST_SCALE = Math.fround(2 ** -23);
const SMALLEST_NORMAL = 2 ** -126;

/** The range of values that a quantizer has to cover. */
export interface ValueRange {
  min: number;
  max: number;
}

/**
 * Which whole numbers a quantizer uses and how its scale is computed.
 *
 * `torch`: float32; scale is at least 2^-23; symmetric divides by `(quantMax - quantMin) / 2`, 127.5 for int8.
 * `onnxRuntime`: float64 rounded to float32 at the end; an empty range gets scale 1 and zero point 0; symmetric
 * int8 is meant with -127..127, so divides by 127.
 */
export interface QuantizerSpec {
  bits: number;
  scheme: QuantizerParameters['scheme'];
  quantMin: number;
  quantMax: number;
  arithmetic: 'torch' | 'onnxRuntime';
}

/**
 * Weights: signed, symmetric, without the lowest number (-127..127 for 8 bits), so that zero point is 0 and a
 * negated weight quantizes to the negated number; ONNX Runtime's int8 weights.
 *
 * @param bits 2 to 8.
 * @throws AppError `invalid_argument`
 */
export function weightQuantizerSpec(bits: number): QuantizerSpec {
  checkBits(bits);
  const quantMax = 2 ** (bits - 1) - 1;
  return { bits, scheme: 'symmetric', quantMin: -quantMax, quantMax, arithmetic: 'onnxRuntime' };
}

/**
 * Activations: unsigned and asymmetric (0..255 for 8 bits), so that the output of a ReLU uses all numbers; ONNX
 * Runtime's uint8 activations.
 *
 * @param bits 2 to 8.
 * @throws AppError `invalid_argument`
 */
export function activationQuantizerSpec(bits: number): QuantizerSpec {
  checkBits(bits);
  return { bits, scheme: 'asymmetric', quantMin: 0, quantMax: 2 ** bits - 1, arithmetic: 'onnxRuntime' };
}

/**
 * Scale and zero point for one range (per tensor) or one for each channel. The one function for calibration,
 * fake quantization in training and export: computing them in two places made train and convert time differ.
 *
 * The range is first widened to contain zero, which must be exact: padding and ReLU produce it.
 * Asymmetric: `scale = (max - min) / (quantMax - quantMin)`, `zeroPoint = clamp(quantMin - round(min / scale))`.
 * Symmetric: `scale = 2 max(|min|, |max|) / (quantMax - quantMin)`, `zeroPoint` the middle: 0 for signed numbers,
 * 128 for 0..255. Rounding is half to even.
 *
 * @param ranges One range, or one for each channel.
 * @param channelAxis Axis of the channels, null for one range.
 * @throws AppError `invalid_argument` when min > max, a bound is not finite, or the spec is impossible.
 * @see Jacob et al. 2018, arXiv 1712.05877, equation 1
 */
export function computeQuantizer(
  ranges: ValueRange | readonly ValueRange[],
  spec: QuantizerSpec,
  channelAxis: number | null = null,
): QuantizerParameters {
  checkBits(spec.bits);
  if (!(spec.quantMin < spec.quantMax) || spec.quantMax - spec.quantMin >= 2 ** spec.bits) {
    throw new AppError(
      'invalid_argument',
      `A quantizer of ${spec.bits} bits expected at most ${2 ** spec.bits} numbers from quantMin to quantMax; found ${spec.quantMin}..${spec.quantMax}.`,
    );
  }
  const list = 'min' in ranges ? [ranges] : ranges;
  const parameters = list.map((range) => {
    if (!(range.min <= range.max) || !Number.isFinite(range.max - range.min)) {
      throw new AppError(
        'invalid_argument',
        `A quantizer expected a finite range with min <= max; found ${range.min}..${range.max}. Calibrate with at least one batch.`,
      );
    }
    return spec.arithmetic === 'torch' ? torchParameters(range, spec) : onnxRuntimeParameters(range, spec);
  });
  return {
    bits: spec.bits,
    scheme: spec.scheme,
    quantMin: spec.quantMin,
    quantMax: spec.quantMax,
    scale: parameters.map(({ scale }) => scale),
    zeroPoint: parameters.map(({ zeroPoint }) => zeroPoint),
    channelAxis,
  };
}

interface ScaleAndZeroPoint {
  scale: number;
  zeroPoint: number;
}

function torchParameters(
  range: ValueRange,
  { scheme, quantMin, quantMax }: QuantizerSpec,
): ScaleAndZeroPoint {
  const min = Math.fround(Math.min(range.min, 0));
  const max = Math.fround(Math.max(range.max, 0));
  const steps = quantMax - quantMin;
  if (scheme === 'symmetric') {
    const scale = Math.fround(Math.max(-min, max) / (steps / 2));
    return { scale: Math.max(scale, SMALLEST_SCALE), zeroPoint: middle(quantMin, quantMax) };
  }
  const scale = Math.max(Math.fround(Math.fround(max - min) / steps), SMALLEST_SCALE);
  const zeroPoint = quantMin - roundHalfEven(Math.fround(min / scale));
  return { scale, zeroPoint: Math.min(Math.max(zeroPoint, quantMin), quantMax) };
}

function onnxRuntimeParameters(
  range: ValueRange,
  { scheme, quantMin, quantMax }: QuantizerSpec,
): ScaleAndZeroPoint {
  let min = Math.fround(Math.min(range.min, 0));
  let max = Math.fround(Math.max(range.max, 0));
  if (scheme === 'symmetric') {
    max = Math.max(-min, max);
    min = -max;
  }
  const scale = Math.fround(max - min) / (quantMax - quantMin);
  if (scale < SMALLEST_NORMAL)
    return { scale: 1, zeroPoint: scheme === 'symmetric' ? middle(quantMin, quantMax) : 0 };
  const zeroPoint =
    scheme === 'symmetric' ? middle(quantMin, quantMax) : roundHalfEven(quantMin - min / scale);
  return { scale: Math.fround(scale), zeroPoint };
}

/** Zero point of a symmetric quantizer: 0 when the numbers are signed, else the upper middle (128 of 0..255). */
function middle(quantMin: number, quantMax: number): number {
  return quantMin < 0 ? 0 : Math.ceil((quantMin + quantMax) / 2);
}

function checkBits(bits: number): void {
  if (!Number.isInteger(bits) || bits < 2 || bits > 8) {
    throw new AppError('invalid_argument', `Quantization expected 2 to 8 bits; found ${bits}.`);
  }
}

import { AppError } from '@/lib/domain/errors';

/** A confidence interval; both ends included. */
export interface Interval {
  low: number;
  high: number;
}

/** Two-sided 95 % quantile of the standard normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * 95 % Wilson score interval of an accuracy.
 *
 * `(p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)` with p = correct / samples; it stays in
 * [0, 1] and is not empty at 0 or 100 %.
 *
 * @param correct Whole number from 0 to `samples`.
 * @param samples At least 1.
 * @throws AppError `invalid_argument`
 * @see Wilson 1927, Journal of the American Statistical Association 22
 */
export function accuracyInterval(correct: number, samples: number): Interval {
  if (
    !Number.isInteger(correct) ||
    !Number.isInteger(samples) ||
    samples < 1 ||
    correct < 0 ||
    correct > samples
  ) {
    throw new AppError(
      'invalid_argument',
      `An accuracy interval expected whole numbers 0 <= correct <= samples, samples >= 1; found ${correct} of ${samples}.`,
    );
  }
  const p = correct / samples;
  const z2 = Z_95 * Z_95;
  const middle = p + z2 / (2 * samples);
  const half = Z_95 * Math.sqrt((p * (1 - p)) / samples + z2 / (4 * samples * samples));
  const divisor = 1 + z2 / samples;
  // Rounding must not push an end past the bounds that the formula reaches exactly.
  return {
    low: correct === 0 ? 0 : (middle - half) / divisor,
    high: correct === samples ? 1 : (middle + half) / divisor,
  };
}

/** Correct answers of a model on a number of samples. */
export interface AccuracyCount {
  correct: number;
  samples: number;
}

/**
 * 95 % interval of the difference of two accuracies, `first - second`, UNPAIRED: by Newcombe's hybrid of the two
 * Wilson intervals.
 *
 * `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` to `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`. Two models on the same images are
 * usually right on the same ones; then the true interval is narrower, so one that excludes 0 here is evidence.
 *
 * @see Newcombe 1998, Statistics in Medicine 17, method 10
 */
export function accuracyDifferenceInterval(first: AccuracyCount, second: AccuracyCount): Interval {
  const a = accuracyInterval(first.correct, first.samples);
  const b = accuracyInterval(second.correct, second.samples);
  const pa = first.correct / first.samples;
  const pb = second.correct / second.samples;
  return {
    low: pa - pb - Math.hypot(pa - a.low, b.high - pb),
    high: pa - pb + Math.hypot(a.high - pa, pb - b.low),
  };
}

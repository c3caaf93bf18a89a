import { AppError } from '@/lib/domain/errors';
import type { ValueRange } from './quantizer';

/**
 * The smallest and largest value of a batch, or null when it is empty.
 *
 * @throws AppError `invalid_argument` when a value is NaN or infinite.
 */
export function batchRange(batch: Float32Array): ValueRange | null {
  if (batch.length === 0) return null;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let poison = 0;
  for (let index = 0; index < batch.length; index++) {
    const value = batch[index];
    if (value < min) min = value;
    if (value > max) max = value;
    // Stays 0 for finite values; a NaN or an infinity makes it NaN.
    poison += value * 0;
  }
  if (poison !== 0) {
    throw new AppError(
      'invalid_argument',
      'Calibration expected finite activations; found a NaN or an infinity. Check the model and the scaling of its input.',
    );
  }
  return { min, max };
}

/** The range, or an error when nothing has been observed. @throws AppError `invalid_argument` */
export function seenRange(range: ValueRange | null): ValueRange {
  if (range === null) {
    throw new AppError(
      'invalid_argument',
      'An observer was asked for its range before it saw a value. Calibrate with at least one batch.',
    );
  }
  return range;
}

import { AppError } from '@/lib/domain/errors';

/** The two ranks between which a quantile lies and the weight of the upper one. */
export interface QuantilePosition {
  lower: number;
  upper: number;
  weight: number;
}

/**
 * Where the quantile `p` of `count` sorted values lies: position `(count - 1) * p` with linear interpolation
 * (Hyndman and Fan 1996, definition 7; the default of NumPy and R).
 */
export function quantilePosition(count: number, p: number): QuantilePosition {
  const position = (count - 1) * p;
  const lower = Math.floor(position);
  return { lower, upper: Math.min(lower + 1, count - 1), weight: position - lower };
}

/** The value between two neighbours: `low + (high - low) * weight`, exact at both ends. */
export function interpolate(low: number, high: number, weight: number): number {
  return weight === 0 || low === high ? low : low + (high - low) * weight;
}

/**
 * Quantiles of a few values by linear interpolation; sorts a copy, so meant for up to some 100,000.
 *
 * @param probabilities In [0, 1]; 0.5 is the median, 0.95 the 95th percentile.
 * @throws AppError `invalid_argument` when there is no value, one is NaN, or a probability is outside [0, 1].
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0 || Number.isNaN(sorted[sorted.length - 1])) {
    throw new AppError(
      'invalid_argument',
      `Quantiles need at least one value and no NaN; found ${sorted.length === 0 ? 'no value' : 'a NaN'}. Leave out what was not measured.`,
    );
  }
  return probabilities.map((p) => {
    if (!(p >= 0 && p <= 1)) {
      throw new AppError(
        'invalid_argument',
        `Quantiles need probabilities in [0, 1]; found ${p}. Write 0.95 for 95 %.`,
      );
    }
    const { lower, upper, weight } = quantilePosition(sorted.length, p);
    return interpolate(sorted[lower], sorted[upper], weight);
  });
}

/** One quantile of a few values; see {@link quantiles}. */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantiles(values, [p])[0];
}

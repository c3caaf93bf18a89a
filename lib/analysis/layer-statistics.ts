import { AppError } from '@/lib/domain/errors';
import type { TensorStatistics } from '@/lib/domain/recorder';
import { interpolate, quantilePosition } from './quantiles';
import { RankSelection } from './rank-selection';

/** The quantiles kept of each tensor: 1, 5, 25, 50, 75, 95 and 99 %. */
export const STATISTIC_QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
/** Bins of a layer's histogram. */
export const HISTOGRAM_BINS = 64;

/** Statistics of one tensor: what the recorder stores, and `sparsity` = zeros / count, in [0, 1]. */
export interface LayerStatistics extends TensorStatistics {
  sparsity: number;
}

interface FirstPass {
  negatives: number;
  zeros: number;
  /** Smallest and largest nonzero value; +Infinity and -Infinity where all are zero. */
  lo: number;
  hi: number;
  sum: number;
  l1: number;
  squares: number;
}

/**
 * Count, zeros, moments, norms, exact quantiles and a 64-bin histogram of a tensor's values.
 *
 * - `mean` = sum / count; `std` = sqrt(sum((x - mean)^2) / count), the population's; `l1` = sum |x|;
 *   `l2` = sqrt(sum x^2); all in float64, over all values.
 * - `quantiles` at {@link STATISTIC_QUANTILES} of all values, `nonzeroQuantiles` of the nonzero ones, by linear
 *   interpolation between exact order statistics; null when every value is zero.
 * - `histogram` holds the nonzero values only: 64 equal bins over [lo, hi] = their smallest and largest, bin
 *   `floor((x - lo) / (hi - lo) * 64)`, `hi` in the last. All values zero: lo = hi = 0 and no counts. One distinct
 *   nonzero value: lo = hi = that value and all counts in bin 0. -0 counts as zero.
 *
 * Two passes over the values and a selection (see {@link RankSelection}): O(n), the input is not changed.
 *
 * @param values Any shape, flattened.
 * @throws AppError `invalid_argument` when there is no value, or one is NaN or infinite: such a tensor has no
 *   mean, and a statistic that left them out would hide a diverged run.
 */
export function layerStatistics(values: Float32Array): LayerStatistics {
  if (values.length === 0) {
    throw new AppError(
      'invalid_argument',
      'Layer statistics need at least one value; found none. Leave empty tensors out.',
    );
  }
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const selection = new RankSelection();
  const first = firstPass(values, bits, selection.highCounts);
  refuseNonFinite(selection.highCounts);

  const count = values.length;
  const { zeros, negatives, lo, hi, l1 } = first;
  const nonzeros = count - zeros;
  const mean = first.sum / count;
  // Order of all values: negative ones, zeros, positive ones. So only nonzero ranks have to be selected.
  const rankOf = (rank: number) => (rank < negatives ? rank : rank < negatives + zeros ? null : rank - zeros);
  const all = STATISTIC_QUANTILES.map((p) => quantilePosition(count, p));
  const nonzero = nonzeros === 0 ? [] : STATISTIC_QUANTILES.map((p) => quantilePosition(nonzeros, p));
  selection.startMiddle([
    ...all.flatMap(({ lower, upper }) => [rankOf(lower), rankOf(upper)]).filter((rank) => rank !== null),
    ...nonzero.flatMap(({ lower, upper }) => [lower, upper]),
  ]);
  const counts = new Uint32Array(HISTOGRAM_BINS);
  const squaredDeviations = secondPass(values, bits, selection, counts, mean, lo, hi) + zeros * mean * mean;
  selection.startLow();
  lowPass(bits, selection);
  const selected = selection.finish();
  const valueAt = (rank: number | null) => (rank === null ? 0 : (selected.get(rank) as number));

  return {
    count,
    zeros,
    sparsity: zeros / count,
    mean,
    std: Math.sqrt(squaredDeviations / count),
    min: zeros > 0 ? Math.min(lo, 0) : lo,
    max: zeros > 0 ? Math.max(hi, 0) : hi,
    l1,
    l2: Math.sqrt(first.squares),
    quantiles: all.map(({ lower, upper, weight }) =>
      interpolate(valueAt(rankOf(lower)), valueAt(rankOf(upper)), weight),
    ),
    nonzeroQuantiles:
      nonzeros === 0
        ? null
        : nonzero.map(({ lower, upper, weight }) => interpolate(valueAt(lower), valueAt(upper), weight)),
    histogram: nonzeros === 0 ? { lo: 0, hi: 0, counts } : { lo, hi, counts },
  };
}

function firstPass(values: Float32Array, bits: Int32Array, highCounts: Uint32Array): FirstPass {
  let zeros = 0;
  let negatives = 0;
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let l1 = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === 0) {
      zeros++;
      continue;
    }
    const pattern = bits[index];
    highCounts[pattern >>> 16]++;
    negatives += pattern >>> 31;
    sum += value;
    l1 += Math.abs(value);
    squares += value * value;
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  return { zeros, negatives, lo, hi, sum, l1, squares };
}

function secondPass(
  values: Float32Array,
  bits: Int32Array,
  { highSlots, middleCounts }: RankSelection,
  counts: Uint32Array,
  mean: number,
  lo: number,
  hi: number,
): number {
  const binsPerUnit = hi > lo ? HISTOGRAM_BINS / (hi - lo) : 0;
  let squaredDeviations = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === 0) continue;
    const deviation = value - mean;
    squaredDeviations += deviation * deviation;
    const bin = ((value - lo) * binsPerUnit) | 0;
    counts[bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1]++;
    const pattern = bits[index];
    const slot = highSlots[pattern >>> 16];
    if (slot !== 0) middleCounts[(slot << 8) | ((pattern >>> 8) & 255)]++;
  }
  return squaredDeviations;
}

function lowPass(bits: Int32Array, { highSlots, middleSlots, lowCounts }: RankSelection): void {
  for (let index = 0; index < bits.length; index++) {
    const pattern = bits[index];
    // Zeros never entered the first digit's counts, though tiny numbers share their upper bits.
    if ((pattern & 0x7fffffff) === 0) continue;
    const slot = middleSlots[(highSlots[pattern >>> 16] << 8) | ((pattern >>> 8) & 255)];
    if (slot !== 0) lowCounts[(slot << 8) | (pattern & 255)]++;
  }
}

function refuseNonFinite(highCounts: Uint32Array): void {
  let found = 0;
  for (let low = 0x7f80; low <= 0x7fff; low++) found += highCounts[low] + highCounts[low | 0x8000];
  if (found > 0) {
    throw new AppError(
      'invalid_argument',
      `Layer statistics need finite values; found ${found} NaN or infinite ones. The run has probably diverged: try a lower learning rate.`,
    );
  }
}

import { AppError } from '@/lib/domain/errors';
import { countInto, firstAtLeast, linearEdges } from './float32-histogram';
import type { ValueRange } from './quantizer';
import type { RangeObserver } from './range-observer';
import { addToHistogram, type SymmetricHistogram } from './symmetric-histogram';
import { batchRange, seenRange } from './value-range';

const BINS = 2048;

/** Settings of {@link PercentileObserver}. */
export interface PercentileOptions {
  /** Share of the values inside the range, in per cent: 0 < percentile <= 100. */
  percentile: number;
  /** True: by |x|, the range is [-t, t]. False: `(100 - percentile) / 2` is cut off at each end. */
  symmetric: boolean;
}

/**
 * The range that holds a percentile of the values, from a histogram of 2048 bins or more, then narrowed to the
 * smallest and largest value seen (ONNX Runtime's PercentileCalibrater and its defaults).
 */
export class PercentileObserver implements RangeObserver {
  private readonly options: PercentileOptions;
  private seen: ValueRange | null = null;
  private histogram: SymmetricHistogram | null = null;
  private magnitudes: { counts: Float64Array; edges: Float32Array } | null = null;

  /** @throws AppError `invalid_argument` for a percentile outside (0, 100]. */
  constructor(options: PercentileOptions = { percentile: 99.999, symmetric: true }) {
    if (!(options.percentile > 0 && options.percentile <= 100)) {
      throw new AppError(
        'invalid_argument',
        `Percentile calibration expected a percentile in (0, 100]; found ${options.percentile}. Write 99.9 for 99.9 %.`,
      );
    }
    this.options = options;
  }

  observe(batch: Float32Array): void {
    const current = batchRange(batch);
    if (current === null) return;
    if (this.options.symmetric) this.magnitudes = addMagnitudes(this.magnitudes, batch.map(Math.abs));
    else this.histogram = addToHistogram(this.histogram, batch, current, BINS);
    this.seen =
      this.seen === null
        ? current
        : { min: Math.min(this.seen.min, current.min), max: Math.max(this.seen.max, current.max) };
  }

  range(): ValueRange {
    const { min, max } = seenRange(this.seen);
    const { counts, edges } = (this.magnitudes ?? this.histogram) as SymmetricHistogram;
    const total = counts.reduce((sum, count) => sum + count, 0);
    let below = 0;
    const cumulative = counts.map((count) => {
      below += count / total;
      return below;
    });
    const inside = this.options.percentile / 100;
    if (this.options.symmetric) {
      const threshold = edges[firstAtLeast(cumulative, inside)];
      return { min: Math.max(-threshold, min), max: Math.min(threshold, max) };
    }
    const cut = (100 - this.options.percentile) / 200;
    return {
      min: Math.max(edges[firstAtLeast(cumulative, cut)], min),
      max: Math.min(edges[firstAtLeast(cumulative, 1 - cut)], max),
    };
  }
}

/** Bins over the |x| of the first batch; a later, larger |x| appends bins of the same width. */
function addMagnitudes(
  histogram: { counts: Float64Array; edges: Float32Array } | null,
  magnitudes: Float32Array,
): { counts: Float64Array; edges: Float32Array } {
  let lo = Number.POSITIVE_INFINITY;
  let hi = 0;
  for (const magnitude of magnitudes) {
    if (magnitude < lo) lo = magnitude;
    if (magnitude > hi) hi = magnitude;
  }
  let edges =
    histogram?.edges ?? (lo < hi ? linearEdges(lo, hi, BINS) : linearEdges(lo - 0.5, hi + 0.5, BINS));
  let counts = histogram?.counts ?? new Float64Array(BINS);
  const last = edges[edges.length - 1];
  if (hi > last) {
    const width = Math.fround(edges[1] - edges[0]);
    const first = Math.fround(last + width);
    const added = Math.ceil((Math.fround(hi + width) - first) / width);
    const longer = new Float32Array(edges.length + added);
    longer.set(edges);
    // The same steps as NumPy's arange: its step is the rounded difference of its first two entries.
    const step = Math.fround(Math.fround(first + width) - first);
    for (let index = 0; index < added; index++)
      longer[edges.length + index] = first + Math.fround(index * step);
    edges = longer;
    const grown = new Float64Array(edges.length - 1);
    grown.set(counts);
    counts = grown;
  }
  countInto(counts, magnitudes, edges);
  return { counts, edges };
}

import { AppError } from '@/lib/domain/errors';
import { firstAtLeast } from './float32-histogram';
import { addMagnitudes, type MagnitudeHistogram } from './magnitude-histogram';
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
  private magnitudes: MagnitudeHistogram | null = null;

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
    if (this.options.symmetric) this.magnitudes = addMagnitudes(this.magnitudes, batch, BINS);
    else this.histogram = addToHistogram(this.histogram, batch, current, BINS);
    this.seen =
      this.seen === null
        ? current
        : { min: Math.min(this.seen.min, current.min), max: Math.max(this.seen.max, current.max) };
  }

  range(): ValueRange {
    const { min, max } = seenRange(this.seen);
    const { counts, edges } = (this.magnitudes ?? this.histogram) as MagnitudeHistogram;
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

import { EntropyObserver } from './entropy-observer';
import { HistogramObserver } from './histogram-observer';
import { PercentileObserver } from './percentile-observer';
import type { ValueRange } from './quantizer';
import type { RangeObserver } from './range-observer';
import { batchRange, seenRange } from './value-range';

/** Names of the observers, as a run config has them. */
export type ObserverName = 'minMax' | 'movingAverage' | 'percentile' | 'histogram' | 'entropy';

/**
 * A new observer by its name, with the defaults of its library, except `entropy`: ONNX Runtime's default of 128
 * bins leaves one candidate, which is the minimum and maximum, so 2048 are used.
 */
export function createObserver(name: ObserverName): RangeObserver {
  switch (name) {
    case 'minMax':
      return new MinMaxObserver();
    case 'movingAverage':
      return new MovingAverageObserver();
    case 'percentile':
      return new PercentileObserver();
    case 'histogram':
      return new HistogramObserver();
    case 'entropy':
      return new EntropyObserver();
  }
}

/** The smallest and largest value seen (`torch.ao.quantization.MinMaxObserver`). */
export class MinMaxObserver implements RangeObserver {
  private seen: ValueRange | null = null;

  observe(batch: Float32Array): void {
    const current = batchRange(batch);
    if (current === null) return;
    this.seen =
      this.seen === null
        ? current
        : { min: Math.min(this.seen.min, current.min), max: Math.max(this.seen.max, current.max) };
  }

  range(): ValueRange {
    return seenRange(this.seen);
  }
}

/**
 * Moving average of each batch's smallest and largest value: the first batch sets them, then
 * `m += c * (batch's - m)` in float32 (`torch.ao.quantization.MovingAverageMinMaxObserver`).
 */
export class MovingAverageObserver implements RangeObserver {
  private seen: ValueRange | null = null;
  private readonly averagingConstant: number;

  /** @param averagingConstant c, in (0, 1]; 0.01 as in torch. */
  constructor(averagingConstant = 0.01) {
    this.averagingConstant = averagingConstant;
  }

  observe(batch: Float32Array): void {
    const current = batchRange(batch);
    if (current === null) return;
    this.seen =
      this.seen === null
        ? current
        : { min: this.towards(this.seen.min, current.min), max: this.towards(this.seen.max, current.max) };
  }

  range(): ValueRange {
    return seenRange(this.seen);
  }

  private towards(average: number, current: number): number {
    return Math.fround(
      average + Math.fround(Math.fround(this.averagingConstant) * Math.fround(current - average)),
    );
  }
}

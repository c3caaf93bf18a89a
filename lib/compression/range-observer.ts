import type { ValueRange } from './quantizer';

/** Watches batches of values and tells the range a quantizer should cover. */
export interface RangeObserver {
  /**
   * Takes one batch into account; an empty one changes nothing.
   *
   * @throws AppError `invalid_argument` when a value is NaN or infinite.
   */
  observe(batch: Float32Array): void;
  /**
   * The range found so far; zero may lie outside, `computeQuantizer` includes it.
   *
   * @throws AppError `invalid_argument` before the first value.
   */
  range(): ValueRange;
}

import { AppError } from '@/lib/domain/errors';

/** A histogram: `counts` of equal bins over [lo, hi]. */
export interface Histogram {
  lo: number;
  hi: number;
  counts: Uint32Array;
}

/** Bins of a stored histogram. */
export const STORED_BINS = 64;
/** Bytes of a stored histogram: float64 lo, float64 hi, 64 uint32 counts, little-endian. */
export const STORED_HISTOGRAM_BYTES = 16 + 4 * STORED_BINS;

/**
 * The 272 bytes that `layer_histograms` stores: float64 lo, float64 hi, 64 uint32 counts, little-endian.
 *
 * @throws AppError `invalid_argument` when there are not 64 bins.
 */
export function encodeHistogram({ lo, hi, counts }: Histogram): Uint8Array {
  if (counts.length !== STORED_BINS) {
    throw new AppError(
      'invalid_argument',
      `Storing a histogram: expected ${STORED_BINS} bins, found ${counts.length}.`,
    );
  }
  const bytes = new Uint8Array(STORED_HISTOGRAM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, lo, true);
  view.setFloat64(8, hi, true);
  for (let bin = 0; bin < STORED_BINS; bin++) view.setUint32(16 + 4 * bin, counts[bin], true);
  return bytes;
}

/**
 * The histogram in the bytes of {@link encodeHistogram}.
 *
 * @throws AppError `invalid_argument` when there are not 272 bytes.
 */
export function decodeHistogram(bytes: Uint8Array): Histogram {
  if (bytes.length !== STORED_HISTOGRAM_BYTES) {
    throw new AppError(
      'invalid_argument',
      `Reading a histogram: expected ${STORED_HISTOGRAM_BYTES} bytes, found ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = new Uint32Array(STORED_BINS);
  for (let bin = 0; bin < STORED_BINS; bin++) counts[bin] = view.getUint32(16 + 4 * bin, true);
  return { lo: view.getFloat64(0, true), hi: view.getFloat64(8, true), counts };
}

import { countInto, linearEdges } from './float32-histogram';
import type { ValueRange } from './quantizer';

/** Counts of values in equal bins over `[-threshold, threshold]`. */
export interface SymmetricHistogram {
  counts: Float64Array;
  edges: Float32Array;
  threshold: number;
}

/**
 * A histogram with a batch added to it; the new one where there was none.
 *
 * A batch that reaches beyond the threshold adds bins of the same width on both sides, so no count ever moves to
 * another value; one of a smaller range is counted in the bins there are.
 *
 * @param bins Bins of a new histogram.
 * @see ONNX Runtime, quantization/calibrate.py, HistogramCollector.merge_histogram
 */
export function addToHistogram(
  histogram: SymmetricHistogram | null,
  batch: Float32Array,
  { min, max }: ValueRange,
  bins: number,
): SymmetricHistogram {
  const reach = Math.max(Math.abs(min), Math.abs(max));
  if (histogram === null) return filled(batch, bins, reach, null, 0);
  const { counts, threshold } = histogram;
  if (reach <= threshold) {
    countInto(counts, batch, histogram.edges);
    return histogram;
  }
  if (threshold === 0) return filled(batch, counts.length, reach, counts, 0);
  const width = Math.fround(Math.fround(2 * threshold) / counts.length);
  const added = Math.floor(Math.fround(reach - threshold) / width) + 1;
  const wider = Math.fround(Math.fround(added * width) + threshold);
  return filled(batch, counts.length + 2 * added, wider, counts, added);
}

function filled(
  batch: Float32Array,
  bins: number,
  threshold: number,
  old: Float64Array | null,
  offset: number,
): SymmetricHistogram {
  const counts = new Float64Array(bins);
  if (old !== null) counts.set(old, offset);
  // A range of one point has no width; NumPy then takes half a unit to each side.
  const edges = threshold === 0 ? linearEdges(-0.5, 0.5, bins) : linearEdges(-threshold, threshold, bins);
  countInto(counts, batch, edges);
  return { counts, edges, threshold };
}

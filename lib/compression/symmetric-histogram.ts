import { carryInto, countInto, linearEdges, MOST_BINS } from './float32-histogram';
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
 * another value; one of a smaller range is counted in the bins there are. Where that would take more than
 * {@link MOST_BINS}, as after a batch of zeros only, the histogram is rebuilt with the first number of bins.
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
  if (histogram === null) return filled(batch, bins, reach);
  const { counts, threshold } = histogram;
  if (reach <= threshold) {
    countInto(counts, batch, histogram.edges);
    return histogram;
  }
  const width = Math.fround(Math.fround(2 * threshold) / counts.length);
  const added = Math.floor(Math.fround(reach - threshold) / width) + 1;
  if (counts.length + 2 * added > MOST_BINS) {
    const coarse = filled(batch, bins, reach);
    carryInto(coarse.counts, coarse.edges, counts, histogram.edges);
    return coarse;
  }
  const wider = filled(batch, counts.length + 2 * added, Math.fround(Math.fround(added * width) + threshold));
  for (let bin = 0; bin < counts.length; bin++) wider.counts[bin + added] += counts[bin];
  return wider;
}

function filled(batch: Float32Array, bins: number, threshold: number): SymmetricHistogram {
  const counts = new Float64Array(bins);
  const edges = linearEdges(-threshold, threshold, bins);
  countInto(counts, batch, edges);
  return { counts, edges, threshold };
}

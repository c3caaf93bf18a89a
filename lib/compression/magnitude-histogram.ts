import { carryInto, countInto, linearEdges, MOST_BINS } from './float32-histogram';
import { batchRange } from './value-range';

/** Counts of |x| in bins of equal width. */
export interface MagnitudeHistogram {
  counts: Float64Array;
  edges: Float32Array;
}

/**
 * A histogram of |x| with a batch added to it; the new one where there was none.
 *
 * Bins span the |x| of the first batch; larger |x| of later batches append bins of the same width, as ONNX
 * Runtime's collector does (quantization/calibrate.py, `collect_absolute_value`). Smaller ones prepend bins, down
 * to 0: the collector drops those values, so a first batch without small ones would spoil the percentile. Where
 * that would take more than {@link MOST_BINS}, the histogram is rebuilt over [0, largest] with `bins` bins; so it is
 * after a batch of one magnitude, which has bins of no width (half a unit to each side, as NumPy takes, would put
 * all of a later batch of small values into one bin).
 *
 * @param batch Not empty.
 * @param bins Bins of a new histogram.
 */
export function addMagnitudes(
  histogram: MagnitudeHistogram | null,
  batch: Float32Array,
  bins: number,
): MagnitudeHistogram {
  const magnitudes = batch.map(Math.abs);
  const { min, max } = batchRange(magnitudes) as { min: number; max: number };
  const grown = histogram === null ? firstBins(min, max, bins) : grow(histogram, min, max, bins);
  countInto(grown.counts, magnitudes, grown.edges);
  return grown;
}

function firstBins(min: number, max: number, bins: number): MagnitudeHistogram {
  return { counts: new Float64Array(bins), edges: linearEdges(min, max, bins) };
}

function grow(histogram: MagnitudeHistogram, min: number, max: number, bins: number): MagnitudeHistogram {
  const { counts, edges } = histogram;
  const first = edges[0];
  const last = edges[edges.length - 1];
  const width = Math.fround(edges[1] - edges[0]);
  const below = min < first ? Math.ceil((first - min) / width) : 0;
  const start = Math.fround(last + width);
  const above = max > last ? Math.ceil((Math.fround(max + width) - start) / width) : 0;
  if (below + above === 0) return histogram;
  const size = counts.length + below + above;
  if (!(size <= MOST_BINS)) {
    const rebuilt = firstBins(0, Math.max(last, max), bins);
    carryInto(rebuilt.counts, rebuilt.edges, counts, edges);
    return rebuilt;
  }
  const wider = { counts: new Float64Array(size), edges: new Float32Array(size + 1) };
  wider.counts.set(counts, below);
  wider.edges.set(edges, below);
  for (let index = 0; index < below; index++) {
    wider.edges[index] = Math.max(0, first - (below - index) * width);
  }
  // NumPy's arange steps by the rounded difference of its first two entries.
  const step = Math.fround(Math.fround(start + width) - start);
  for (let index = 0; index < above; index++) {
    wider.edges[below + edges.length + index] = start + Math.fround(index * step);
  }
  return wider;
}

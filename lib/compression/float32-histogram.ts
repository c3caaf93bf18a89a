/**
 * Edges of `bins` equal bins in float32 arithmetic, as NumPy and torch make them: `lo + i * ((hi - lo) / bins)`,
 * each step rounded, the last edge exactly `hi`.
 */
export function linearEdges(lo: number, hi: number, bins: number): Float32Array {
  const step = Math.fround(Math.fround(hi - lo) / bins);
  const edges = Float32Array.from({ length: bins + 1 }, (_, index) => Math.fround(index * step) + lo);
  edges[bins] = hi;
  return edges;
}

/**
 * Index of the bin `[edges[i], edges[i + 1])` that holds a value; the last bin holds its upper edge too. Values
 * outside go to the nearest bin.
 */
export function binOf(value: number, edges: Float32Array): number {
  const bins = edges.length - 1;
  const lo = edges[0];
  const width = (edges[bins] - lo) / bins;
  let bin = width > 0 ? Math.floor((value - lo) / width) : 0;
  bin = Math.min(Math.max(bin, 0), bins - 1);
  while (bin > 0 && value < edges[bin]) bin--;
  while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
  return bin;
}

/**
 * Bins a growing histogram may reach. A first batch of a tiny range would otherwise make later ones take memory
 * without end; beyond it the histogram is rebuilt with coarser bins.
 */
export const MOST_BINS = 2 ** 16;

/** Adds the counts of one histogram to another with other bins, each bin at its middle. */
export function carryInto(
  counts: Float64Array,
  edges: Float32Array,
  oldCounts: Float64Array,
  oldEdges: Float32Array,
): void {
  for (let bin = 0; bin < oldCounts.length; bin++) {
    if (oldCounts[bin] > 0) counts[binOf((oldEdges[bin] + oldEdges[bin + 1]) / 2, edges)] += oldCounts[bin];
  }
}

/** Adds the counts of values to a histogram with these edges. */
export function countInto(counts: Float64Array, values: Float32Array, edges: Float32Array): void {
  for (let index = 0; index < values.length; index++) counts[binOf(values[index], edges)]++;
}

/** Index of the first entry of a rising array that is at least `value`; its length when there is none. */
export function firstAtLeast(rising: Float64Array, value: number): number {
  let index = 0;
  while (index < rising.length && rising[index] < value) index++;
  return index;
}

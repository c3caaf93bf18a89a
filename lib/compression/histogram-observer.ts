import { binOf, countInto, linearEdges } from './float32-histogram';
import type { ValueRange } from './quantizer';
import type { RangeObserver } from './range-observer';
import { batchRange, seenRange } from './value-range';

const BINS = 2048;
/** Parts each bin is cut into when a histogram is carried to a wider range. */
const UPSAMPLING = 16;
/** Levels whose rounding error is minimised: 8 bits. */
const LEVELS = 256;
/** Share of the values by which the search narrows the range in one step. */
const STEP = 1e-5;

/**
 * The range with the least squared rounding error in 256 levels, by a search that narrows the whole range from
 * both ends while the error falls (`torch.ao.quantization.HistogramObserver` of 2024 and later).
 *
 * 2048 bins over the range seen so far. A batch that widens it has the old counts carried over by cutting each
 * bin in 16; one inside it is added to the bins there are. A range of one value is handled at any magnitude.
 */
export class HistogramObserver implements RangeObserver {
  private seen: ValueRange | null = null;
  private counts = new Float64Array(BINS);

  observe(batch: Float32Array): void {
    const current = batchRange(batch);
    if (current === null) return;
    const old = this.seen;
    const wider =
      old === null ? current : { min: Math.min(old.min, current.min), max: Math.max(old.max, current.max) };
    const counts = new Float64Array(BINS);
    countInto(counts, batch, edgesOf(wider));
    if (old !== null) carry(this.counts, old, counts, wider);
    this.counts = counts;
    this.seen = wider;
  }

  range(): ValueRange {
    const { min, max } = seenRange(this.seen);
    const width = Math.fround(Math.fround(max - min) / BINS);
    if (width === 0) return { min, max };
    const { start, end } = leastErrorBins(this.counts, (max - min) / BINS);
    return {
      min: Math.fround(min + Math.fround(width * start)),
      max: Math.fround(min + Math.fround(width * (end + 1))),
    };
  }
}

/** A range of one point has no width; torch then takes one unit to each side. */
function edgesOf({ min, max }: ValueRange): Float32Array {
  return min === max ? linearEdges(min - 1, max + 1, BINS) : linearEdges(min, max, BINS);
}

/** Adds the counts of a narrower range to those of a wider one. */
function carry(counts: Float64Array, from: ValueRange, into: Float64Array, to: ValueRange): void {
  if (from.min === to.min && from.max === to.max) {
    for (let bin = 0; bin < BINS; bin++) into[bin] += counts[bin];
    return;
  }
  const edges = edgesOf(to);
  if (from.min === from.max) {
    into[binOf(from.min, edges)] += counts.reduce((sum, count) => sum + count, 0);
    return;
  }
  const parts = BINS * UPSAMPLING;
  const halfPart = Math.fround(0.5 * Math.fround(Math.fround(from.max - from.min) / parts));
  const partEdges = linearEdges(from.min, from.max, parts);
  for (let part = 0; part < parts; part++) {
    const count = counts[Math.floor(part / UPSAMPLING)];
    if (count > 0) into[binOf(Math.fround(partEdges[part] + halfPart), edges)] += count / UPSAMPLING;
  }
}

/** The bins between which the search ends; see `_non_linear_param_search`. */
function leastErrorBins(counts: Float64Array, width: number): { start: number; end: number } {
  const cumulative = new Float64Array(BINS);
  let total = 0;
  for (let bin = 0; bin < BINS; bin++) {
    total += counts[bin];
    cumulative[bin] = total;
  }
  let alpha = 0;
  let beta = 1;
  let start = 0;
  let end = BINS - 1;
  let smallest = Number.POSITIVE_INFINITY;
  while (alpha < beta) {
    const nextAlpha = alpha + STEP;
    const nextBeta = beta - STEP;
    let left = start;
    let right = end;
    while (left < end && cumulative[left] < nextAlpha * total) left++;
    while (right > start && cumulative[right] > nextBeta * total) right--;
    let nextStart = start;
    let nextEnd = end;
    if (left - start > end - right) {
      nextStart = left;
      alpha = nextAlpha;
    } else {
      nextEnd = right;
      beta = nextBeta;
    }
    if (nextStart === start && nextEnd === end) continue;
    const error = roundingError(counts, width, nextStart, nextEnd);
    if (error > smallest) break;
    smallest = error;
    start = nextStart;
    end = nextEnd;
  }
  return { start, end };
}

/** Expected squared error when the bins `start` to `end` are spread over 256 levels and the rest is clipped. */
function roundingError(counts: Float64Array, width: number, start: number, end: number): number {
  const level = (width * (end - start + 1)) / LEVELS;
  if (level === 0) return 0;
  const half = level / 2;
  const wholeLevel = cubes(-half, half);
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    if (counts[bin] === 0) continue;
    const from = (bin - start) * width;
    const to = from + width;
    const first = Math.min(Math.max(Math.floor(from / level), 0), LEVELS - 1);
    const last = Math.min(Math.max(Math.floor(to / level), 0), LEVELS - 1);
    error +=
      (counts[bin] / width) *
      (cubes(from - (first + 0.5) * level, half) +
        (last - first - 1) * wholeLevel +
        cubes(-half, to - (last * level + half)));
  }
  return error;
}

/** The integral of x^2 from a to b. */
function cubes(a: number, b: number): number {
  return (b * b * b - a * a * a) / 3;
}

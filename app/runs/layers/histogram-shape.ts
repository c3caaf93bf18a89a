import type { LayerPoint } from '@/db/queries/layers';
import { isDrawable, type Scale } from './scales';

/** How counts become heights: as they are, their logarithm, or each moment by its own highest. */
export type CountScale = 'linear' | 'log' | 'own';

type Histogram = NonNullable<LayerPoint['histogram']>;

/** A histogram that can be drawn, or undefined: without values, or with ends that are no numbers. */
export function drawable(histogram: LayerPoint['histogram']): Histogram | undefined {
  if (!histogram || !isDrawable(histogram.lo) || !isDrawable(histogram.hi)) return undefined;
  return histogram.counts.some((count) => count > 0) ? histogram : undefined;
}

/** Width of a bin; of a single value, a 64th of the axis, so that it can be seen. */
export function binWidth({ lo, hi, counts }: Histogram, axisWidth: number): number {
  return hi > lo ? (hi - lo) / counts.length : axisWidth / counts.length;
}

/**
 * Values in each bin if all bins were `reference` wide: histograms over ranges of different width have heights that
 * compare, and an equal area is an equal number of values.
 */
export function densities(histogram: Histogram, axisWidth: number, reference: number): number[] {
  const width = binWidth(histogram, axisWidth);
  return histogram.counts.map((count) => (count * reference) / width);
}

/** Heights in [0, 1] against the highest; the logarithm is of one plus the count. */
export function heights(values: readonly number[], highest: number, scale: CountScale): number[] {
  if (scale === 'log') return values.map((value) => Math.log1p(value) / Math.log1p(highest));
  const top = scale === 'own' ? Math.max(...values) : highest;
  return values.map((value) => (top > 0 ? value / top : 0));
}

/** The outline of a histogram as an SVG path: steps of exact bins, closed at the bottom. */
export function outline(
  histogram: Histogram,
  axisWidth: number,
  levels: readonly number[],
  x: Scale,
  bottom: number,
  height: number,
): string {
  const width = binWidth(histogram, axisWidth);
  const start = histogram.hi > histogram.lo ? histogram.lo : histogram.lo - width / 2;
  let path = `M${x(start).toFixed(1)} ${bottom.toFixed(1)}`;
  const used = histogram.hi > histogram.lo ? levels : levels.slice(0, 1);
  used.forEach((level, bin) => {
    path += `V${(bottom - level * height).toFixed(1)}H${x(start + (bin + 1) * width).toFixed(1)}`;
  });
  return `${path}V${bottom.toFixed(1)}Z`;
}

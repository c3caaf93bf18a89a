import { paretoFront } from '@/lib/analysis/pareto';
import type { Better } from '@/lib/domain/metric-kind';

/** A run in the scatter. */
export interface ScatterPoint {
  /** Place of the run in the comparison. */
  place: number;
  x: number;
  y: number;
}

/** The points that have both numbers. */
export function scatterPoints(
  x: readonly unknown[] | undefined,
  y: readonly unknown[] | undefined,
): ScatterPoint[] {
  if (!x || !y) return [];
  return x.flatMap((at, place) => {
    const up = y[place];
    return typeof at === 'number' && typeof up === 'number' && Number.isFinite(at) && Number.isFinite(up)
      ? [{ place, x: at, y: up }]
      : [];
  });
}

/** The points that none beats, from the smallest x up; points of equal x and y all stay. */
export function frontOf(points: readonly ScatterPoint[], xBetter: Better, yBetter: Better): ScatterPoint[] {
  return paretoFront(points, [
    { value: ({ x }) => x, better: xBetter },
    { value: ({ y }) => y, better: yBetter },
  ]).sort((a, b) => a.x - b.x || a.y - b.y || a.place - b.place);
}

/** Where the step line turns: what is reached at x is what a point no worse in x has, so it lasts up to the next better. */
export function frontStep(xBetter: Better): 'start' | 'end' {
  return xBetter === 'less' ? 'end' : 'start';
}

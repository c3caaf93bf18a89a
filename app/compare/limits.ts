/** Most keys of params, and of metrics, that a table shows at once; a search narrows them. */
export const MOST_KEYS = 200;
/** Columns that a select offers at once; a search narrows them. */
export const MOST_CHOICES = 100;
/** Runs that the picker offers at once. */
export const MOST_PICKER_RUNS = 20;
/** Points of all curves of a chart together; one curve has 2,000 at most. */
const MOST_CURVE_POINTS = 60_000;

/** Most points of each of so many curves: smallest and largest values stay, however few there are. */
export function curvePoints(curves: number): number {
  return Math.min(2_000, Math.floor(MOST_CURVE_POINTS / Math.max(curves, 1)));
}

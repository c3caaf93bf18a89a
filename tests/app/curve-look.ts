/** How curves are drawn where a test does not ask: all of them by step, unsmoothed, in words of no language. */
export const CURVE_LOOK = {
  smoothing: 0,
  isLog: false,
  xName: 'Step',
  yName: 'Loss',
  xRange: undefined,
  formatX: String,
  leastXStep: 0,
  format: String,
  head: String,
  reach: 0,
  pointerValue: () => 0,
  smoothedWord: 'smoothed',
};

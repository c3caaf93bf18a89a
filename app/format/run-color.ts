import type { Scheme } from '../theme/palette';

/**
 * Ten colours for each scheme, the same hue at the same place. Any two stay apart for full colour vision, protanopia
 * and deuteranopia, and each has a contrast of at least 3 to 1 with the scheme's background.
 */
const RUN_COLORS: Record<Scheme, readonly string[]> = {
  light: [
    '#1f6cb0',
    '#3fa621',
    '#aa2b8a',
    '#646511',
    '#188d7c',
    '#732d3b',
    '#b87eb3',
    '#154409',
    '#1c04a6',
    '#59187d',
  ],
  dark: [
    '#7ebbfa',
    '#99ef86',
    '#f98ad6',
    '#b1b474',
    '#85d8c7',
    '#c6828c',
    '#fec9f8',
    '#6e9765',
    '#5f7df9',
    '#aa77cf',
  ],
};

/** The colour of a run in a scheme: the same for the same id everywhere. */
export function runColor(runId: number, scheme: Scheme): string {
  const colors = RUN_COLORS[scheme];
  return colors[runId % colors.length];
}

/** The colour of a run as a CSS value that follows the scheme of the page. */
export function runCssColor(runId: number): string {
  return `light-dark(${runColor(runId, 'light')}, ${runColor(runId, 'dark')})`;
}

/** Dashes of lines in pixels, line and gap in turn: the first is drawn through. They tell lines of one colour apart. */
export const LINE_DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
];

/** Shapes of points, as the charts name them; the one at a place goes with the dash at that place. */
export const RUN_SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'arrow', 'pin'] as const;

/** Of more runs than this only the colour is told: dashes would repeat, and so many dashed lines hide each other. */
const MOST_MARKED_APART = LINE_DASHES.length * RUN_COLORS.light.length;

/**
 * What tells runs of one colour on a page apart, by place of the run: 0 for the first run of its colour, 1 for the next
 * one, in the order of their ids. It is the place in {@link LINE_DASHES} and {@link RUN_SYMBOLS}.
 */
export function runMarks(runIds: readonly number[]): number[] {
  if (runIds.length > MOST_MARKED_APART) return runIds.map(() => 0);
  const colors = RUN_COLORS.light.length;
  return runIds.map(
    (id) =>
      runIds.filter((other) => other < id && other % colors === id % colors).length % LINE_DASHES.length,
  );
}

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

import { LINE_DASHES, runCssColor } from '../../format/run-color';

const HUES = 10;

/** How the line of a layer looks: ten hues, then the same hues dashed, so that sixty lines are told apart. */
export function seriesStyle(index: number): { color: string; dash: string } {
  const dash = LINE_DASHES[Math.floor(index / HUES) % LINE_DASHES.length];
  return { color: runCssColor(index), dash: dash.join(' ') };
}

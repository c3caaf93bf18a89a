import { runCssColor } from '../../format/run-color';

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4'] as const;
const HUES = 10;

/** How the line of a layer looks: ten hues, then the same hues dashed, so that sixty lines are told apart. */
export function seriesStyle(index: number): { color: string; dash: string } {
  return { color: runCssColor(index), dash: DASHES[Math.floor(index / HUES) % DASHES.length] };
}

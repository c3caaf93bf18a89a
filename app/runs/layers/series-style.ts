import { runColor } from '../../theme/palette';

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2'] as const;
const HUES = 12;

/** How the line of a layer looks: twelve hues, then the same hues dashed, so that sixty lines are told apart. */
export function seriesStyle(index: number): { color: string; dash: string } {
  return { color: runColor(index), dash: DASHES[Math.floor(index / HUES) % DASHES.length] };
}

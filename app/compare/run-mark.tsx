import { LINE_DASHES, RUN_SYMBOLS, runCssColor } from '../format/run-color';
import classes from './compare.module.css';

type RunSymbol = (typeof RUN_SYMBOLS)[number];

/** Outlines of the points' shapes around the middle of the mark. */
const OUTLINES: Record<RunSymbol, string> = {
  circle: 'M8 5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  rect: 'M8.5 1.5h7v7h-7z',
  triangle: 'M12 1l4.5 8h-9z',
  diamond: 'M12 0.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z',
  arrow: 'M12 1l4 8l-4 -2.5l-4 2.5z',
  pin: 'M12 9.5c-1.5 -2.5 -3.5 -4 -3.5 -5.8a3.5 3.5 0 0 1 7 0c0 1.8 -2 3.3 -3.5 5.8z',
};

/** How a run is drawn in the charts of the page: its colour, its dash and its shape. */
export function RunMark({
  id,
  mark,
  color = runCssColor(id),
}: {
  id: number;
  mark: number;
  /** Where the charts are not coloured by run. */
  color?: string;
}) {
  return (
    <svg className={classes.mark} viewBox="0 0 24 10" aria-hidden data-mark={mark}>
      <path
        d="M0 5H24"
        style={{ stroke: color }}
        strokeWidth={1.5}
        strokeDasharray={LINE_DASHES[mark].join(' ')}
      />
      <path d={OUTLINES[RUN_SYMBOLS[mark]]} style={{ fill: color }} />
    </svg>
  );
}

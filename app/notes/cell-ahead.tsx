import type { PinnedResult } from '@/db/notes/note-results';
import type { NoteCell } from '@/lib/domain/note-content';
import classes from './notes.module.css';

/** Heights that drawn cells mostly have, CSS pixels: what is below moves little when one is drawn. */
const HEIGHTS = {
  markdown: 90,
  parameter: 110,
  sql: 150,
  chart: 520,
  run: 420,
  comparison: 560,
  launch: 320,
};
const RESULT = 320;

/** What stands in the place of a cell until it is drawn: its text, in about the room that it will take. */
export function CellAhead({ cell, pinned }: { cell: NoteCell; pinned: PinnedResult | undefined }) {
  const { type, source, isFolded } = cell;
  const height = HEIGHTS[type] + (type === 'sql' && pinned ? RESULT : 0);
  return (
    <div className={classes.ahead} style={isFolded ? undefined : { minHeight: height }}>
      {source}
    </div>
  );
}

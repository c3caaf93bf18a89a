import type { RunGridRow, RunGroupRow } from '@/db/queries/run-grid-types';

/** What a row of the grid stands for. */
export type GridRow = RunGridRow | RunGroupRow;

/** A row is a group or a run. */
export function isGroup(row: GridRow): row is RunGroupRow {
  return 'group' in row;
}

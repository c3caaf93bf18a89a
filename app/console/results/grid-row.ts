import type { GridApi } from 'ag-grid-community';
import type { Cell } from '@/db/console/query-result';
import type { Place } from './cell-range';

/** A row of the grid: its cells, and its place in the result, which sorting does not change. */
export interface GridRow {
  index: number;
  cells: Cell[];
}

/** How a column is called in the grid: by its place, since names may occur twice. */
export function columnId(index: number): string {
  return `c${index}`;
}

/** The place of a column by what the grid calls it. */
export function columnIndex(id: string): number {
  return Number(id.slice(1));
}

/** The cell that an element of the grid belongs to. */
export function placeOf(element: EventTarget | null): Place | undefined {
  const cell = element instanceof Element ? element.closest('.ag-cell') : null;
  const row = cell?.closest('.ag-row')?.getAttribute('row-index');
  const id = cell?.getAttribute('col-id');
  if (row === null || row === undefined || !id) return undefined;
  return { row: Number(row), column: columnIndex(id) };
}

/** The cell that has the keyboard's focus. */
export function focusedPlace(api: GridApi<GridRow>): Place | undefined {
  const focused = api.getFocusedCell();
  return focused ? { row: focused.rowIndex, column: columnIndex(focused.column.getColId()) } : undefined;
}

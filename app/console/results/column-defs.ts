import type { ColDef } from 'ag-grid-community';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { type CellFilter, parseCellFilter, passes } from './cell-filter';
import { isId, linkOfColumn } from './cell-links';
import { compareCells, isNumericType } from './cell-order';
import type { Place } from './cell-range';
import { isCut, SHOWN_CHARACTERS, shownText } from './cell-value';
import { FilterField } from './filter-field';
import { columnId, type GridRow } from './grid-row';
import classes from './results.module.css';
import { type CellWords, SpecialCell } from './special-cell';
import { timeText } from './time-text';

/** Widest that a column is at first, in pixels; a cell's viewer shows the rest. */
const WIDEST = 420;
const NARROWEST = 72;
/** Pixels of one character, and of the space around a text. */
const CHARACTER = 7.4;
const PADDING = 26;
/** Rows whose texts decide how wide a column is. */
const MEASURED_ROWS = 100;

/** Columns of the grid for the columns of a result. They are known by their place: names may occur twice. */
export function columnDefsOf(options: {
  columns: ResultColumn[];
  rows: Cell[][];
  tables: readonly string[] | undefined;
  hasFilters: boolean;
  isMarked: (place: Place) => boolean;
  words: CellWords;
}): ColDef<GridRow, Cell>[] {
  const { columns, rows, tables, hasFilters, isMarked, words } = options;
  return columns.map((column, index) => {
    const { name, type } = column;
    const isNumeric = isNumericType(type);
    const link = linkOfColumn(name, tables);
    const isTime = /_at$/.test(name);
    return {
      colId: columnId(index),
      headerName: name,
      headerTooltip: `${name} · ${type}`,
      width: widthOf(column, index, rows),
      valueGetter: ({ data }) => data?.cells[index] ?? null,
      valueFormatter: ({ value }) => {
        if (value === null || value === undefined) return 'NULL';
        return typeof value === 'object' ? '' : shownText(String(value)).shown;
      },
      tooltip: isTime ? ({ value }) => timeText(value) : undefined,
      comparator: (a, b) => compareCells(a ?? null, b ?? null, type),
      cellDataType: false,
      cellRendererSelector: ({ value }) => {
        const href = link && isId(value) ? link(value) : undefined;
        const isLong = typeof value === 'string' && (value.length > SHOWN_CHARACTERS || isCut(value));
        const isBlob = value !== null && typeof value === 'object';
        return href || isLong || isBlob ? { component: SpecialCell, params: { href, words } } : undefined;
      },
      filter: { component: FilterField, doesFilterPass: filterOfColumn(index, type) },
      floatingFilter: hasFilters,
      floatingFilterComponent: FilterField,
      floatingFilterComponentParams: { name },
      suppressFloatingFilterButton: true,
      suppressHeaderFilterButton: true,
      cellClass: isNumeric ? classes.number : undefined,
      cellClassRules: {
        [classes.null]: ({ value }) => value === null,
        [classes.marked]: ({ rowIndex }) => isMarked({ row: rowIndex, column: index }),
      },
      headerClass: isNumeric ? 'ag-right-aligned-header' : undefined,
    };
  });
}

/** The filter of a column, read anew only when another text is typed. */
function filterOfColumn(index: number, type: string) {
  let typed = '';
  let filter: CellFilter | undefined;
  return ({ model, data }: { model: string; data: GridRow }): boolean => {
    if (model !== typed) {
      typed = model;
      filter = parseCellFilter(model);
    }
    return filter === undefined || passes(data.cells[index], filter, type);
  };
}

/** The width that shows the first rows, from the lengths of their texts: measuring them on the page takes far longer. */
function widthOf({ name }: ResultColumn, index: number, rows: Cell[][]): number {
  let longest = textWidth(name) + 2;
  for (const row of rows.slice(0, MEASURED_ROWS)) {
    const cell = row[index];
    if (cell !== null && typeof cell === 'object') longest = Math.max(longest, 20);
    else if (cell !== null) longest = Math.max(longest, textWidth(String(cell).slice(0, 80)));
  }
  return Math.round(Math.max(NARROWEST, Math.min(WIDEST, longest * CHARACTER + PADDING)));
}

/** Characters, those of Chinese and its like counted twice. */
function textWidth(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}

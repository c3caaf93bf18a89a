import type { ColDef } from 'ag-grid-community';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { isNumericType } from '@/lib/domain/number-text';
import { type CellFilter, parseCellFilter, passes } from './cell-filter';
import { isId, linkOfColumn } from './cell-links';
import { compareCells, exactCell } from './cell-order';
import type { Place } from './cell-range';
import { isCut, SHOWN_CHARACTERS, shownText } from './cell-value';
import { columnMeasure, MEASURED_ROWS } from './column-width';
import { FilterField } from './filter-field';
import { columnId, type GridRow } from './grid-row';
import classes from './results.module.css';
import { type CellWords, SpecialCell } from './special-cell';
import { timeText } from './time-text';

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
  const widthOf = columnMeasure();
  const firstRows = rows.slice(0, MEASURED_ROWS);
  return columns.map((column, index) => {
    const { name, type } = column;
    const isNumeric = isNumericType(type);
    const link = linkOfColumn(name, tables);
    const isTime = /_at$/.test(name);
    const exact = exactCell(column);
    return {
      colId: columnId(index),
      headerName: name,
      headerTooltip: `${name} · ${type}`,
      width: widthOf(
        name,
        firstRows.map((row) => row[index]),
      ),
      valueGetter: ({ data }) => data?.cells[index] ?? null,
      valueFormatter: ({ value }) => {
        if (value === null || value === undefined) return 'NULL';
        return typeof value === 'object' ? '' : shownText(String(value)).shown;
      },
      tooltip: isTime ? ({ value }) => timeText(value) : undefined,
      comparator: (a, b, { data: one }, { data: other }) =>
        compareCells(exact(a ?? null, one?.index ?? -1), exact(b ?? null, other?.index ?? -1), type),
      cellDataType: false,
      cellRendererSelector: ({ value }) => {
        const href = link && isId(value) ? link(value) : undefined;
        const isLong = typeof value === 'string' && (value.length > SHOWN_CHARACTERS || isCut(value));
        const isBlob = value !== null && typeof value === 'object';
        return href || isLong || isBlob ? { component: SpecialCell, params: { href, words } } : undefined;
      },
      filter: { component: FilterField, doesFilterPass: filterOfColumn(index, column) },
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
function filterOfColumn(index: number, column: ResultColumn) {
  const exact = exactCell(column);
  let typed = '';
  let filter: CellFilter | undefined;
  return ({ model, data }: { model: string; data: GridRow }): boolean => {
    if (model !== typed) {
      typed = model;
      filter = parseCellFilter(model);
    }
    return filter === undefined || passes(exact(data.cells[index], data.index), filter, column.type);
  };
}

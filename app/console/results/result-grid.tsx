'use client';

import { Box } from '@mantine/core';

import {
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnAutoSizeModule,
  CustomFilterModule,
  type GridApi,
  LocaleModule,
  ModuleRegistry,
  RowApiModule,
  ScrollApiModule,
  TooltipModule,
  ValidationModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import { gridTheme } from '@/app/theme/grid';
import type { Cell, QueryResult } from '@/db/console/query-result';
import { type CellRange, isWide, type Place, rectangleOf } from './cell-range';
import { columnDefsOf } from './column-defs';
import { columnIndex, focusedPlace, type GridRow, placeOf } from './grid-row';
import classes from './results.module.css';
import { useCellRange } from './use-cell-range';
import type { CopySelection } from './use-copy';

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnAutoSizeModule,
  CustomFilterModule,
  LocaleModule,
  RowApiModule,
  ScrollApiModule,
  TooltipModule,
  ...(process.env.NODE_ENV === 'production' ? [] : [ValidationModule]),
]);

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 32;
const FILTER_HEIGHT = 34;
const SCROLLBAR = 20;

/** What can be asked of the grid from outside. */
export interface ResultGridHandle {
  /** The marked cells, or all that are shown when at most one is marked. */
  copySelection: () => CopySelection;
}

/** The cell that something is done with, by its place in the result. */
export interface CellPlace {
  row: number;
  column: number;
  cell: Cell;
}

/** The rows of a result, sorted and filtered here. */
export function ResultGrid(props: {
  result: Pick<QueryResult, 'columns' | 'rows' | 'tables'>;
  /** CSS pixels. */
  maxHeight: number;
  hasFilters: boolean;
  handle: Ref<ResultGridHandle>;
  onRange: (size: { rows: number; columns: number } | undefined) => void;
  /** Called with the number of rows that filters let through. */
  onShown: (rows: number) => void;
  onCopy: (selection: CopySelection) => void;
  onOpen: (cell: CellPlace) => void;
  onDownload: (cell: CellPlace) => void;
}) {
  const { result, maxHeight, hasFilters, onRange } = props;
  const { columns, rows, tables } = result;
  const t = useTranslations('results');
  const router = useRouter();
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<GridRow>>(undefined);
  const range = useCellRange(box, grid, columns.length);
  const { isMarked, clear, range: marked } = range;

  const rowData = useMemo(() => rows.map((cells, index): GridRow => ({ index, cells })), [rows]);
  const columnDefs = useMemo(() => {
    const words = {
      open: t('openCell'),
      download: t('downloadCell'),
      characters: (count: string) => t('characters', { count }),
    };
    return columnDefsOf({ columns, rows, tables, hasFilters, isMarked, words });
  }, [columns, rows, tables, hasFilters, isMarked, t]);
  useEffect(() => {
    if (!hasFilters) grid.current?.setFilterModel(null);
  }, [hasFilters]);
  useEffect(() => onRange(marked && isWide(marked) ? sizeOfRange(marked) : undefined), [marked, onRange]);

  const selection = (least: 'cell' | 'all'): CopySelection => {
    const api = grid.current;
    const isAll = least === 'all' && !(marked && isWide(marked));
    const all = {
      top: 0,
      bottom: (api?.getDisplayedRowCount() ?? 0) - 1,
      left: 0,
      right: columns.length - 1,
    };
    const { top, bottom, left, right } = isAll || !marked ? all : rectangleOf(marked);
    return {
      rows: from(top, bottom).flatMap((row) => api?.getDisplayedRowAtIndex(row)?.data ?? []),
      columns: from(left, right),
    };
  };
  useImperativeHandle(props.handle, () => ({ copySelection: () => selection('all') }));

  const cellAt = ({ row, column }: Place): CellPlace | undefined => {
    const data = grid.current?.getDisplayedRowAtIndex(row)?.data;
    return data && { row: data.index, column, cell: data.cells[column] };
  };

  const onKeyDownCapture = (event: KeyboardEvent) => {
    const place = placeOf(event.target);
    if (!place || !grid.current) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isCopy = isCommand && !event.shiftKey && event.key.toLowerCase() === 'c';
    const isEnter = event.key === 'Enter' && event.target instanceof Element;
    if (isCopy) props.onCopy(selection('cell'));
    if (isEnter) openCell(focusedPlace(grid.current) ?? place);
    if (!isCopy && !isEnter && !range.onKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const openCell = (place: Place) => {
    const link = box.current?.querySelector<HTMLAnchorElement>(
      `.ag-row[row-index="${place.row}"] [col-id="c${place.column}"] a`,
    );
    const cell = cellAt(place);
    if (link) link.click();
    else if (cell) props.onOpen(cell);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a');
    const action = target?.closest('button')?.dataset.action;
    const place = placeOf(target);
    const cell = place && cellAt(place);
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      router.push(link.getAttribute('href') ?? '/');
    } else if (action && cell) {
      if (action === 'download') props.onDownload(cell);
      else props.onOpen(cell);
    }
  };

  const wanted = HEADER_HEIGHT + (hasFilters ? FILTER_HEIGHT : 0) + Math.max(rows.length, 2) * ROW_HEIGHT;
  return (
    // The grid within is what has roles and takes the focus; here its keys and clicks are only heard.
    <Box
      ref={box}
      role="presentation"
      className={classes.grid}
      style={{ height: Math.min(maxHeight, wanted + SCROLLBAR) }}
      onKeyDownCapture={onKeyDownCapture}
      onMouseDownCapture={range.onMouseDownCapture}
      onMouseMove={range.onMouseMove}
      onClick={onClick}
    >
      <AgGridReact<GridRow>
        theme={gridTheme}
        columnDefs={columnDefs}
        rowData={rowData}
        rowHeight={ROW_HEIGHT}
        headerHeight={HEADER_HEIGHT}
        floatingFiltersHeight={FILTER_HEIGHT}
        defaultColDef={DEFAULT_COLUMN}
        animateRows={false}
        enableFilterHandlers
        suppressFieldDotNotation
        suppressDragLeaveHidesColumns
        tooltipShowDelay={400}
        localeText={{ noRowsToShow: t('noRows'), noMatchingRows: t('noMatch') }}
        onGridReady={({ api }) => {
          grid.current = api;
        }}
        onGridPreDestroyed={() => {
          grid.current = undefined;
        }}
        onFirstDataRendered={({ api }) => props.onShown(api.getDisplayedRowCount())}
        onSortChanged={clear}
        onFilterChanged={({ api }) => {
          clear();
          props.onShown(api.getDisplayedRowCount());
        }}
        onCellFocused={({ rowIndex, column }) => {
          if (rowIndex !== null && column && typeof column !== 'string')
            range.onFocused({ row: rowIndex, column: columnIndex(column.getColId()) });
        }}
        onCellDoubleClicked={({ rowIndex, column }) => {
          const cell =
            rowIndex === null ? undefined : cellAt({ row: rowIndex, column: columnIndex(column.getColId()) });
          if (cell) props.onOpen(cell);
        }}
      />
    </Box>
  );
}

const DEFAULT_COLUMN = { sortable: true, resizable: true, suppressMovable: true, minWidth: 40 };

function sizeOfRange(range: CellRange) {
  const { top, bottom, left, right } = rectangleOf(range);
  return { rows: bottom - top + 1, columns: right - left + 1 };
}

/** Whole numbers from the first to the last. */
function from(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

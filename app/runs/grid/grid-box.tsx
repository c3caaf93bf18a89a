'use client';

import {
  CellStyleModule,
  type ColDef,
  ColumnApiModule,
  type GetRowIdParams,
  type GridApi,
  type IDatasource,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
  type SortChangedEvent,
  TooltipModule,
  ValidationModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunGridSort } from '@/lib/domain/run-grid-query';
import { gridTheme } from '../../theme/grid';
import { RUNS_BLOCK } from '../runs-block';
import classes from './grid.module.css';
import { type GridRow, isGroup } from './grid-row';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  ColumnApiModule,
  LocaleModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
  TooltipModule,
  ...(process.env.NODE_ENV === 'production' ? [] : [ValidationModule]),
]);

/** Blocks kept, so that a refresh asks for little. */
const MOST_BLOCKS = 6;
/** Rows drawn beyond the edges: each more makes the first drawing longer. */
const ROWS_AHEAD = 4;
const SELECTION_WIDTH = 38;
const SELECTION_COLUMN = 'ag-Grid-SelectionColumn';

/** The grid itself: rows come block by block as they are scrolled into view. */
export function GridBox(props: {
  columns: ColDef<GridRow>[];
  datasource: IDatasource;
  sort: readonly RunGridSort[];
  isSelectable: boolean;
  initialCount: number;
  /** Called when the first rows are drawn. */
  onShown: () => void;
  onReady: (api: GridApi<GridRow>) => void;
  onGone: () => void;
  onSort: (sort: RunGridSort[]) => void;
  /** Ids of the columns from left to right, after one was dragged. */
  onOrder: (ids: string[]) => void;
  onWidth: (id: string, width: number) => void;
  onSelect: (ids: number[]) => void;
  onOpen: (row: GridRow) => void;
}) {
  const t = useTranslations('runs');
  const grid = useRef<GridApi<GridRow>>(undefined);
  const { sort, columns } = props;
  const [first] = useState(sort);
  // The first order stands in the columns, so that the first rows that are asked for are in it.
  const columnDefs = useMemo(
    () =>
      columns.map((column): ColDef<GridRow> => {
        const index = first.findIndex(({ column: id }) => id === column.colId);
        if (index < 0) return column;
        return { ...column, initialSort: first[index].descending ? 'desc' : 'asc', initialSortIndex: index };
      }),
    [columns, first],
  );

  // The order of the address holds: the header follows the back button and saved views.
  useEffect(() => {
    const api = grid.current;
    if (api && JSON.stringify(sortOf(api)) !== JSON.stringify(sort)) putSort(api, sort);
  }, [sort]);

  return (
    <AgGridReact<GridRow>
      theme={gridTheme}
      className={classes.grid}
      rowModelType="infinite"
      datasource={props.datasource}
      cacheBlockSize={RUNS_BLOCK}
      maxBlocksInCache={MOST_BLOCKS}
      rowBuffer={ROWS_AHEAD}
      infiniteInitialRowCount={props.initialCount}
      columnDefs={columnDefs}
      defaultColDef={{ sortable: true, resizable: true, sortingOrder: ['desc', 'asc', null], minWidth: 50 }}
      rowSelection={
        props.isSelectable
          ? { mode: 'multiRow', headerCheckbox: false, enableClickSelection: false }
          : undefined
      }
      selectionColumnDef={{
        pinned: 'left',
        lockPosition: 'left',
        width: SELECTION_WIDTH,
        resizable: false,
        sortable: false,
        suppressMovable: true,
      }}
      getRowId={({ data }: GetRowIdParams<GridRow>) =>
        isGroup(data) ? JSON.stringify(Object.values(data.group)) : String(data.id)
      }
      enableCellTextSelection
      suppressDragLeaveHidesColumns
      tooltipShowDelay={400}
      localeText={{
        noRowsToShow: t('noRows'),
        noMatchingRows: t('noRows'),
        loadingOoo: t('loading'),
        ariaRowToggleSelection: t('selectRow'),
        ariaRowSelect: t('selectRow'),
        ariaRowDeselect: t('deselectRow'),
        ariaLabelSelectRow: t('selectRow'),
      }}
      onGridReady={({ api }) => {
        grid.current = api;
        props.onReady(api);
      }}
      onFirstDataRendered={props.onShown}
      onGridPreDestroyed={() => {
        grid.current = undefined;
        props.onGone();
      }}
      onSortChanged={({ api, source }: SortChangedEvent<GridRow>) => {
        if (source === 'uiColumnSorted') props.onSort(sortOf(api));
      }}
      onColumnMoved={({ api, finished, source }) => {
        if (finished && source === 'uiColumnMoved') {
          props.onOrder(api.getAllGridColumns().map((column) => column.getColId()));
        }
      }}
      onColumnResized={({ column, finished, source }) => {
        if (finished && source === 'uiColumnResized' && column) {
          props.onWidth(column.getColId(), Math.round(column.getActualWidth()));
        }
      }}
      onSelectionChanged={({ api }) =>
        props.onSelect(
          api.getSelectedNodes().flatMap(({ data }) => (data && !isGroup(data) ? [data.id] : [])),
        )
      }
      onCellClicked={({ data, event, column }) => {
        const target = event?.target;
        const isOwn = target instanceof Element && target.closest('a, button, input') !== null;
        const hasMarkedText = (getSelection()?.toString() ?? '') !== '';
        if (data && !isOwn && !hasMarkedText && column.getColId() !== SELECTION_COLUMN) props.onOpen(data);
      }}
      onCellKeyDown={({ data, event }) => {
        if (data && event instanceof KeyboardEvent && event.key === 'Enter') props.onOpen(data);
      }}
    />
  );
}

function sortOf(api: GridApi<GridRow>): RunGridSort[] {
  return api
    .getColumnState()
    .filter(({ sort }) => sort)
    .sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0))
    .map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' }));
}

function putSort(api: GridApi<GridRow>, sort: readonly RunGridSort[]): void {
  api.applyColumnState({
    state: sort.map(({ column, descending }, sortIndex) => ({
      colId: column,
      sort: descending ? 'desc' : 'asc',
      sortIndex,
    })),
    defaultState: { sort: null },
  });
}

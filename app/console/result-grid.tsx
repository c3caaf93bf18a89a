'use client';

import {
  CellStyleModule,
  ClientSideRowModelModule,
  type ColDef,
  ColumnAutoSizeModule,
  ModuleRegistry,
  TooltipModule,
  ValidationModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { gridTheme } from '../theme/grid';
import { compareCells, isNumericType } from './cell-order';
import classes from './console.module.css';

ModuleRegistry.registerModules([
  ClientSideRowModelModule,
  CellStyleModule,
  ColumnAutoSizeModule,
  TooltipModule,
  ...(process.env.NODE_ENV === 'production' ? [] : [ValidationModule]),
]);

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 32;
/** Hex digits of a blob that its cell shows. */
const SHOWN_HEX = 16;

/** The rows of a result. Columns are known by their place, so that names may hold dots and occur twice. */
export function ResultGrid({
  columns,
  rows,
  maxHeight,
}: {
  columns: ResultColumn[];
  rows: Cell[][];
  /** CSS pixels. */
  maxHeight: number;
}) {
  const t = useTranslations('console');
  const columnDefs = useMemo(
    () =>
      columns.map(({ name, type }, index): ColDef<Cell[], Cell> => {
        const isNumeric = isNumericType(type);
        return {
          colId: `c${index}`,
          headerName: name,
          headerTooltip: `${name} · ${type}`,
          valueGetter: ({ data }) => data?.[index] ?? null,
          valueFormatter: ({ value }) => {
            if (value === null || value === undefined) return 'NULL';
            if (typeof value !== 'object') return String(value);
            const cut = value.hex.length > SHOWN_HEX ? '…' : '';
            return `${t('blob', { bytes: value.bytes })} ${value.hex.slice(0, SHOWN_HEX)}${cut}`;
          },
          comparator: (a, b) => compareCells(a ?? null, b ?? null, type),
          cellDataType: false,
          cellClass: isNumeric ? classes.number : undefined,
          cellClassRules: { [classes.null]: ({ value }) => value === null },
          headerClass: isNumeric ? 'ag-right-aligned-header' : undefined,
        };
      }),
    [columns, t],
  );
  const height = Math.min(maxHeight, HEADER_HEIGHT + rows.length * ROW_HEIGHT + 20);
  return (
    <div style={{ height }} className={classes.grid}>
      <AgGridReact<Cell[]>
        theme={gridTheme}
        columnDefs={columnDefs}
        rowData={rows}
        rowHeight={ROW_HEIGHT}
        headerHeight={HEADER_HEIGHT}
        autoSizeStrategy={{ type: 'fitCellContents', defaultMaxWidth: 420, defaultMinWidth: 70 }}
        defaultColDef={{ sortable: true, resizable: true, suppressMovable: true }}
        enableCellTextSelection
        suppressFieldDotNotation
      />
    </div>
  );
}

'use client';

import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import {
  CellStyleModule,
  ColumnAutoSizeModule,
  type GetRowIdParams,
  type GridApi,
  type IDatasource,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RowApiModule,
  TooltipModule,
  ValidationModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunListRow } from '@/db/queries/run-list';
import { SqlLink } from '../format/sql-link';
import { useRunChanges } from '../live/live-provider';
import { gridTheme } from '../theme/grid';
import { useRunColumns } from './run-columns';
import { RUNS_BLOCK } from './runs-block';
import type { RunsTableProps } from './runs-table';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  ColumnAutoSizeModule,
  LocaleModule,
  RowApiModule,
  TooltipModule,
  ...(process.env.NODE_ENV === 'production' ? [] : [ValidationModule]),
]);

const SEARCH_PAUSE_MS = 250;
const REFRESH_PAUSE_MS = 1_000;

/** Runs, read block by block as they come into view; sorted and searched in SQL. */
export function RunsGrid({ experimentId, parentRunId, initial, height }: RunsTableProps) {
  const t = useTranslations('runs');
  const router = useRouter();
  const columns = useRunColumns(experimentId === undefined);
  const [search, setSearch] = useState('');
  const [total, setTotal] = useState(initial.total);
  const grid = useRef<GridApi<RunListRow>>(undefined);

  const datasource = useMemo<IDatasource>(() => {
    let first: typeof initial | undefined = search === '' ? initial : undefined;
    return {
      async getRows({ startRow, sortModel, successCallback, failCallback }) {
        const page =
          first && startRow === 0 && sortModel.length === 0
            ? first
            : await readPage({ experimentId, parentRunId, search, startRow, sort: sortModel[0] });
        first = undefined;
        if (!page) return failCallback();
        setTotal(page.total);
        successCallback(page.rows, page.total);
      },
    };
    // The first rows are used once: newer ones come by reading.
  }, [experimentId, parentRunId, search, initial]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useRunChanges(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      grid.current?.refreshInfiniteCache();
    }, REFRESH_PAUSE_MS);
  });

  return (
    <div>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', marginBottom: 8 }}>
        <SearchField onSearch={setSearch} />
        <span className="muted" style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
          {t('count', { count: total })}
        </span>
        <span style={{ flex: 1 }} />
        <SqlLink sql={runsSql(experimentId, parentRunId)} />
      </div>
      <div style={{ height: Math.min(height, 44 + 32 * Math.max(total, 2)) }} data-testid="runs-grid">
        <AgGridReact<RunListRow>
          theme={gridTheme}
          rowModelType="infinite"
          datasource={datasource}
          cacheBlockSize={RUNS_BLOCK}
          maxBlocksInCache={20}
          infiniteInitialRowCount={initial.rows.length}
          columnDefs={columns}
          defaultColDef={{
            sortable: true,
            resizable: true,
            suppressMovable: true,
            sortingOrder: ['desc', 'asc', null],
          }}
          getRowId={({ data }: GetRowIdParams<RunListRow>) => String(data.id)}
          suppressCellFocus={false}
          enableCellTextSelection
          localeText={{ noRowsToShow: t('noRows') }}
          onGridReady={({ api }) => {
            grid.current = api;
          }}
          onCellKeyDown={({ event, data }) => {
            if (data && event instanceof KeyboardEvent && event.key === 'Enter')
              router.push(`/runs/${data.id}`);
          }}
        />
      </div>
    </div>
  );
}

function SearchField({ onSearch }: { onSearch: (text: string) => void }) {
  const t = useTranslations('runs');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <TextInput
      size="xs"
      w={240}
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={14} />}
      onChange={({ currentTarget: { value } }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onSearch(value), SEARCH_PAUSE_MS);
      }}
    />
  );
}

async function readPage(query: {
  experimentId?: number;
  parentRunId?: number;
  search: string;
  startRow: number;
  sort?: { colId: string; sort: 'asc' | 'desc' };
}): Promise<{ rows: RunListRow[]; total: number } | undefined> {
  const parameters = new URLSearchParams({ offset: String(query.startRow), limit: String(RUNS_BLOCK) });
  if (query.experimentId !== undefined) parameters.set('experiment', String(query.experimentId));
  if (query.parentRunId !== undefined) parameters.set('parent', String(query.parentRunId));
  if (query.search) parameters.set('search', query.search);
  if (query.sort) {
    parameters.set('sort', query.sort.colId);
    parameters.set('order', query.sort.sort);
  }
  const response = await fetch(`/api/runs?${parameters}`).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}

function runsSql(experimentId?: number, parentRunId?: number): string {
  const where =
    experimentId !== undefined
      ? `WHERE r.experiment_id = ${experimentId}\n`
      : parentRunId !== undefined
        ? `WHERE r.parent_run_id = ${parentRunId}\n`
        : '';
  return `-- Runs with their models
SELECT r.id, r.name, r.method, r.status, r.created_by, r.duration_ms, e.top1 AS test_accuracy, m.sparsity, m.macs
FROM runs r
LEFT JOIN models m ON m.id = r.output_model_id
LEFT JOIN evaluations e ON e.model_id = m.id AND e.split = 'test'
${where}ORDER BY r.id DESC`;
}

'use client';

import { useMediaQuery } from '@mantine/hooks';
import type { ColDef, GridApi, IDatasource } from 'ag-grid-community';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FilterFault } from '@/lib/domain/run-filter';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { useRunChanges } from '../../live/live-provider';
import { FilterField, useFaultText } from './filter-field';
import { readTypedFilter } from './filter-text';
import classes from './grid.module.css';
import { GridBox, type GridRow, isGroup } from './grid-box';
import { gridHeight } from './grid-height';
import { type GridPage, readGridPage } from './grid-requests';
import { GridToolbar } from './grid-toolbar';
import { useGroupColumnDefs } from './group-column-defs';
import type { RunsTableProps } from './initial-runs';
import { useRunColumnDefs } from './run-column-defs';
import { useViewState } from './use-view-state';
import { defaultView, selectionOf } from './view-state';

// With a place of its own to wait in: without one the whole grid would be taken away while the bar is fetched.
const SelectionBar = dynamic(() => import('./selection-bar').then((module) => module.SelectionBar), {
  ssr: false,
  loading: () => null,
});

const REFRESH_PAUSE_MS = 1_000;
const NARROW = '(max-width: 48em)';

/** Runs, read block by block as they come into view; filtered, sorted and grouped in SQL. */
export function RunsGrid({ experimentId, parentRunId, initial, height }: RunsTableProps) {
  const t = useTranslations('runs');
  const faultText = useFaultText();
  const router = useRouter();
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const scope = useMemo(() => ({ experimentId, parentRunId }), [experimentId, parentRunId]);
  const usual = useMemo(
    () => defaultView(experimentId === undefined && parentRunId === undefined),
    [experimentId, parentRunId],
  );
  const state = useViewState(parentRunId === undefined, initial.views, usual);
  const { view, change } = state;
  const [widths, setWidths] = useState<Record<string, number>>(state.named?.state.widths ?? {});
  const [counts, setCounts] = useState({ runs: initial.total, groups: 0 });
  const [fault, setFault] = useState<FilterFault | undefined>(() => readTypedFilter(view.filter).fault);
  const [failure, setFailure] = useState('');
  const [selected, setSelected] = useState<number[]>([]);
  const [mostRows] = useState(initial.total);
  const grid = useRef<GridApi<GridRow>>(undefined);
  const first = useRef(initial.page);

  const { filter: text, show } = view;
  // The page is made again while runs go on: equal lists stay the same ones, so that the grid keeps its columns.
  const columnKey = JSON.stringify(view.columns);
  const columns = useMemo((): string[] => JSON.parse(columnKey), [columnKey]);
  const groupKey = JSON.stringify(view.groupBy);
  const groupBy = useMemo((): string[] => JSON.parse(groupKey), [groupKey]);
  const filter = readTypedFilter(text).filter ?? '';
  // What the rows depend on; the order comes from the grid, which asks again by itself when it changes.
  const basis = useMemo(
    (): RunGridSelection => selectionOf({ filter, show, groupBy, columns: [], sort: [] }, scope),
    [scope, filter, show, groupBy],
  );
  const wantedColumns = useRef(columns);
  useEffect(() => {
    wantedColumns.current = columns;
  }, [columns]);

  const latestBasis = useRef(basis);
  useEffect(() => {
    latestBasis.current = basis;
  }, [basis]);
  const datasource = useMemo<IDatasource>(
    () => ({
      async getRows({ startRow, endRow, sortModel, successCallback, failCallback }) {
        const sort = sortModel.map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' }));
        const selection = { ...basis, columns: wantedColumns.current, sort };
        try {
          const known = startRow === 0 ? first.current : undefined;
          first.current = undefined;
          const page: GridPage =
            known && JSON.stringify(known.selection) === JSON.stringify(selection)
              ? known.page
              : await readGridPage(selection, startRow, endRow - startRow);
          // An answer that comes after the filter has changed tells nothing any more.
          if (latestBasis.current !== basis) return failCallback();
          setFailure('');
          if ('groups' in page) {
            setCounts({ runs: page.runs, groups: page.total });
            successCallback(page.groups, page.total);
          } else {
            setCounts({ runs: page.total, groups: 0 });
            successCallback(page.rows, page.total);
          }
        } catch (error) {
          if (latestBasis.current === basis)
            setFailure(error instanceof Error ? error.message : String(error));
          failCallback();
        }
      },
    }),
    [basis],
  );

  // More columns need more values of the same rows, which stay where they are.
  const readColumns = useRef(new Set(columns));
  useEffect(() => {
    const added = columns.filter((id) => !readColumns.current.has(id));
    readColumns.current = new Set(columns);
    if (added.length === 0) return;
    grid.current?.refreshInfiniteCache();
    if (added.length === 1) grid.current?.ensureColumnVisible(added[0]);
  }, [columns]);

  // A selection is among the rows that are shown.
  useEffect(() => {
    void basis;
    grid.current?.deselectAll();
    setSelected([]);
  }, [basis]);
  useEffect(() => setFault(readTypedFilter(text).fault), [text]);

  const refresh = useCallback(() => grid.current?.refreshInfiniteCache(), []);
  useLiveRefresh(refresh);

  const runColumns = useRunColumnDefs(columns, widths, isNarrow, groupBy.length === 0);
  const groupColumns = useGroupColumnDefs(groupBy, columns, widths, isNarrow);
  const isGrouped = groupBy.length > 0;
  const openRow = (row: GridRow) => {
    if (isGroup(row)) change({ filter: row.filter, groupBy: [], sort: [] });
    else router.push(`/runs/${row.id}`);
  };

  return (
    <div>
      <div className={classes.toolbar}>
        <FilterField
          scope={scope}
          text={text}
          onApply={(next, replaces) => change({ filter: next }, replaces)}
          onFault={setFault}
        />
        <GridToolbar
          scope={scope}
          state={state}
          usual={usual}
          widths={widths}
          selection={{ ...basis, columns, sort: view.sort }}
          views={parentRunId === undefined ? initial.views : undefined}
          onWidths={setWidths}
        />
      </div>
      <div className={classes.line}>
        {fault || failure ? (
          <span className={classes.message} role="alert">
            {fault ? faultText(fault) : failure}
          </span>
        ) : selected.length > 0 ? (
          <SelectionBar
            ids={selected}
            show={show}
            onClear={() => grid.current?.deselectAll()}
            onDone={(isGone) => {
              if (isGone) grid.current?.deselectAll();
              refresh();
            }}
          />
        ) : (
          <span className="muted" role="status">
            {isGrouped
              ? t('groupsOf', { groups: counts.groups, runs: counts.runs })
              : t('count', { count: counts.runs })}
          </span>
        )}
      </div>
      <section
        aria-label={t('title')}
        style={{ height: gridHeight(Math.max(mostRows, counts.runs), height) }}
        data-testid="runs-grid"
      >
        <GridBox
          key={groupKey}
          columns={(isGrouped ? groupColumns : runColumns) as ColDef<GridRow>[]}
          datasource={datasource}
          sort={view.sort}
          isSelectable={!isGrouped}
          initialCount={Math.min(initial.total, 20)}
          onReady={(api) => {
            grid.current = api;
          }}
          onGone={() => {
            grid.current = undefined;
          }}
          onSort={(sort) => change({ sort })}
          onOrder={(ids) => change({ columns: ids.filter((id) => columns.includes(id)) })}
          onWidth={(id, width) => setWidths((known) => ({ ...known, [id]: width }))}
          onSelect={setSelected}
          onOpen={openRow}
        />
      </section>
    </div>
  );
}

/** Refreshes when runs changed, at most once a second, and only while the page is seen. */
function useLiveRefresh(refresh: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isStale = useRef(false);
  useEffect(() => {
    const onVisible = () => {
      if (document.hidden || !isStale.current) return;
      isStale.current = false;
      refresh();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [refresh]);
  useRunChanges(() => {
    if (document.hidden) {
      isStale.current = true;
      return;
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      refresh();
    }, REFRESH_PAUSE_MS);
  });
}

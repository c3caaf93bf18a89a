'use client';

import { Skeleton } from '@mantine/core';
import type { ColDef, GridApi, IDatasource } from 'ag-grid-community';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FilterFault } from '@/lib/domain/run-filter';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { useLiveRefresh } from '../../live/use-live-refresh';
import { useIsNear } from '../../shell/use-is-near';
import { FilterField, useFaultText } from './filter-field';
import { readTypedFilter } from './filter-text';
import { FirstRows } from './first-rows';
import { deselectGone } from './gone-runs';
import classes from './grid.module.css';
import { gridHeight, ROW_HEIGHT } from './grid-height';
import { type GridPage, readGridPage } from './grid-requests';
import { type GridRow, isGroup } from './grid-row';
import { GridToolbar } from './grid-toolbar';
import { useGroupColumnDefs } from './group-column-defs';
import type { RunsGridProps } from './initial-runs';
import { useRunColumnDefs } from './run-column-defs';
import { useIsAlive, useIsNarrow } from './use-screen';
import { useViewState } from './use-view-state';
import { defaultView, selectionOf } from './view-state';

// The grid's library is the largest part of the page: until it is there, the first rows stand in its place.
const GridBox = dynamic(() => import('./grid-box').then((module) => module.GridBox), {
  ssr: false,
  loading: () => null,
});

// With a place of its own to wait in: without one the whole grid would be taken away while the bar is fetched.
const SelectionBar = dynamic(() => import('./selection-bar').then((module) => module.SelectionBar), {
  ssr: false,
  loading: () => null,
});

/** While runs go on, their rows are read again once a second. */
const REFRESH_PAUSE_MS = 1_000;

/** Below the screen the grid is not made: few scroll there. */
const NEAR_PX = 100;

/** Runs, read block by block as they come into view; filtered, sorted and grouped in SQL. */
export function RunsGrid({ experimentId, parentRunId, initial, height }: RunsGridProps) {
  const t = useTranslations('runs');
  const faultText = useFaultText();
  const router = useRouter();
  const isNarrow = useIsNarrow();
  const isAlive = useIsAlive();
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
  const place = useRef<HTMLElement>(null);
  const isNear = useIsNear(place, NEAR_PX);
  const [isGridShown, setGridShown] = useState(false);
  const showGrid = useCallback(() => setGridShown(true), []);
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
          if (page.total === 0) showGrid();
        } catch (error) {
          showGrid();
          if (latestBasis.current === basis)
            setFailure(error instanceof Error ? error.message : String(error));
          failCallback();
        }
      },
    }),
    [basis, showGrid],
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

  const refresh = useCallback(() => {
    // A grid that is not there yet begins with what is there then.
    first.current = undefined;
    grid.current?.refreshInfiniteCache();
  }, []);
  useLiveRefresh(async () => {
    refresh();
    await deselectGone(grid, basis, selected, () => latestBasis.current === basis);
  }, REFRESH_PAUSE_MS);

  const runColumns = useRunColumnDefs(columns, widths, isNarrow, groupBy.length === 0);
  const groupColumns = useGroupColumnDefs(groupBy, columns, widths, isNarrow);
  const isGrouped = groupBy.length > 0;
  const shownHeight = gridHeight(Math.max(mostRows, counts.runs), height);
  const openRow = (row: GridRow) => {
    if (isGroup(row)) change({ filter: row.filter, groupBy: [], sort: [] });
    else router.push(`/runs/${row.id}`);
  };

  return (
    <div>
      <div className={classes.toolbar} inert={!isAlive}>
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
        ref={place}
        aria-label={t('title')}
        className={classes.place}
        style={{ height: shownHeight }}
        data-testid="runs-grid"
      >
        {!isGridShown &&
          (initial.page && !isGrouped ? (
            <FirstRows
              columns={runColumns}
              rows={initial.page.page.rows.slice(0, Math.ceil(shownHeight / ROW_HEIGHT))}
            />
          ) : (
            <Skeleton height="100%" radius={4} className={classes.waiting} />
          ))}
        {isNear && (
          <GridBox
            key={groupKey}
            columns={(isGrouped ? groupColumns : runColumns) as ColDef<GridRow>[]}
            datasource={datasource}
            sort={view.sort}
            isSelectable={!isGrouped}
            initialCount={Math.min(initial.total, 20)}
            onShown={showGrid}
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
        )}
      </section>
    </div>
  );
}

'use client';

import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { SavedView } from '@/db/saved-views';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { ColumnChooser } from './column-chooser';
import { ExportMenu } from './export-menu';
import { FilterHelp } from './filter-help';
import type { GridScope } from './grid-requests';
import { GroupMenu } from './group-menu';
import { SelectionSqlLink } from './selection-sql-link';
import type { ViewState } from './use-view-state';
import type { GridView } from './view-state';
import { ViewsMenu } from './views-menu';

const SHOWN = ['live', 'archived', 'trash'] as const;

/** What stands beside the filter: which runs, views, columns, groups, export, SQL. */
export function GridToolbar(props: {
  scope: GridScope;
  state: ViewState;
  usual: GridView;
  widths: Record<string, number>;
  selection: RunGridSelection;
  /** Saved views; none where the grid is a part of a page. */
  views: readonly SavedView[] | undefined;
  onWidths: (widths: Record<string, number>) => void;
}) {
  const { scope, state, usual, selection } = props;
  const t = useTranslations('runs');
  const { view, change } = state;
  return (
    <>
      <FilterHelp />
      <NativeSelect
        size="xs"
        w={112}
        aria-label={t('show')}
        data={SHOWN.map((value) => ({ value, label: t(`shown.${value}`) }))}
        value={view.show}
        onChange={({ currentTarget }) =>
          change({ show: SHOWN.find((known) => known === currentTarget.value) ?? 'live' })
        }
      />
      {props.views && (
        <ViewsMenu
          experimentId={scope.experimentId}
          views={props.views}
          state={state}
          widths={props.widths}
          onWidths={props.onWidths}
        />
      )}
      <ColumnChooser
        scope={scope}
        columns={view.columns}
        usual={usual.columns}
        onChange={(columns) =>
          change({ columns, sort: view.sort.filter(({ column }) => isKept(column, columns)) })
        }
      />
      <GroupMenu scope={scope} groupBy={view.groupBy} onChange={(groupBy) => change({ groupBy, sort: [] })} />
      <ExportMenu selection={selection} />
      <SelectionSqlLink selection={selection} />
    </>
  );
}

/** Rows stay in an order only by a column that can be seen. */
function isKept(column: string, columns: readonly string[]): boolean {
  return column === 'name' || column === 'count' || column === 'config' || columns.includes(column);
}

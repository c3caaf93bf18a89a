import type { SavedView } from '@/db/saved-views';
import { CONFIG_GROUP, type FactId, parseColumnId } from '@/lib/domain/run-columns';
import type { RunGridSelection, RunGridSort, SavedViewState } from '@/lib/domain/run-grid-query';
import { readTypedFilter } from './filter-text';
import type { GridScope } from './grid-requests';

/** What a grid shows: everything of a saved view but the widths of its columns. */
export type GridView = Omit<SavedViewState, 'widths'>;

const DEFAULT_COLUMNS: readonly FactId[] = [
  'id',
  'status',
  'method',
  'accuracy',
  'accuracy_drop',
  'sparsity',
  'stored_bytes',
  'compression_ratio',
  'macs',
  'latency_ms',
  'duration_ms',
  'tags',
  'created_by',
  'started_at',
];

/** The view without any choice made; over all experiments it names the experiment. */
export function defaultView(withExperiment: boolean): GridView {
  const columns: string[] = [...DEFAULT_COLUMNS];
  if (withExperiment) columns.splice(1, 0, 'experiment');
  return { filter: '', columns, sort: [], groupBy: [], show: 'live' };
}

/**
 * The name has a place of its own; columns by which runs are sorted are shown; groups have orders of their own.
 */
function completed(view: GridView): GridView {
  const columns = [...new Set(view.columns)].filter((id) => id !== 'name');
  if (view.groupBy.length > 0) {
    const known = new Set(['count', ...view.groupBy, ...columns]);
    return { ...view, columns, sort: view.sort.filter(({ column }) => known.has(column)) };
  }
  const sort = view.sort.filter(({ column }) => isColumn(column));
  for (const { column } of sort) if (column !== 'name' && !columns.includes(column)) columns.push(column);
  return { ...view, columns, sort };
}

// Keys of params and metrics may hold any character: within a list the comma and the sign of the escape are escaped.
function listText(items: readonly string[]): string {
  return items.map((item) => item.replace(/[%,]/g, encodeURIComponent)).join(',');
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((item) => item.replace(/%25|%2C/g, decodeURIComponent));
}

const MOST_FILTER = 10_000;
const MOST_ID = 6_000;

const isColumn = (id: string) => id.length <= MOST_ID && parseColumnId(id) !== undefined;

/** Runs are grouped by what each has once. */
const isGroupColumn = (id: string) =>
  id === CONFIG_GROUP || (isColumn(id) && id !== 'tags' && parseColumnId(id)?.type !== 'metric');

function sortsOf(text: string): RunGridSort[] {
  return listOf(text)
    .map((item) => ({ column: item.replace(/^-/, ''), descending: item.startsWith('-') }))
    .filter(({ column }) => column === 'count' || column === CONFIG_GROUP || isColumn(column))
    .slice(0, 5);
}

/** What the address says: a saved view as it was stored, or a view of its own. Unknown columns are left out. */
export function viewFromAddress(
  parameters: URLSearchParams,
  named: readonly SavedView[],
  fallback: GridView,
): { view: GridView; named?: SavedView } {
  const saved = named.find(({ uid }) => uid === parameters.get('view'));
  const base = saved?.state ?? fallback;
  const show = parameters.get('show');
  const get = (name: string) => parameters.get(name) ?? undefined;
  return {
    view: completed({
      filter: get('filter')?.slice(0, MOST_FILTER) ?? base.filter,
      columns: parameters.has('columns')
        ? listOf(get('columns') ?? '')
            .filter(isColumn)
            .slice(0, 200)
        : base.columns,
      sort: parameters.has('sort') ? sortsOf(get('sort') ?? '') : base.sort,
      groupBy: parameters.has('group')
        ? [...new Set(listOf(get('group') ?? '').filter(isGroupColumn))].slice(0, 4)
        : base.groupBy,
      show: show === 'live' || show === 'archived' || show === 'trash' ? show : base.show,
    }),
    named: saved,
  };
}

/** Puts a view into the address: what differs from the saved view, or from the default; the rest stays as it is. */
export function addressOfView(
  parameters: URLSearchParams,
  view: GridView,
  fallback: GridView,
  saved?: SavedView,
): URLSearchParams {
  const base = saved?.state ?? fallback;
  const next = new URLSearchParams(parameters);
  const put = (name: string, text: string, usual: string) => {
    if (text === usual) next.delete(name);
    else next.set(name, text);
  };
  const sortText = (sort: readonly RunGridSort[]) =>
    listText(sort.map(({ column, descending }) => (descending ? `-${column}` : column)));
  put('filter', view.filter, base.filter);
  put('columns', listText(view.columns), listText(base.columns));
  put('sort', sortText(view.sort), sortText(base.sort));
  put('group', listText(view.groupBy), listText(base.groupBy));
  put('show', view.show, base.show);
  if (saved) next.set('view', saved.uid);
  else next.delete('view');
  return next;
}

/** True when two views show the same. */
export function isSameView(one: GridView, other: GridView): boolean {
  const text = ({ filter, columns, sort, groupBy, show }: GridView) =>
    JSON.stringify([
      filter,
      columns,
      sort.map(({ column, descending }) => [column, descending]),
      groupBy,
      show,
    ]);
  return text(one) === text(other);
}

/** What a view asks for of the runs of a scope; a filter that cannot be read leaves all of them. */
export function selectionOf(view: GridView, scope: GridScope): RunGridSelection {
  const { columns, sort, groupBy, show } = view;
  return { ...scope, columns, sort, groupBy, show, filter: readTypedFilter(view.filter).filter ?? '' };
}

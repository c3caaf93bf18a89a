import type { GridApi } from 'ag-grid-community';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { readGridPage } from './grid-requests';
import { type GridRow, isGroup } from './grid-row';

/** More are not asked for: as many are selected by nobody. */
const MOST_ASKED = 500;

/**
 * Takes runs out of the selection that are among the rows no more: a grid keeps what is selected, also of rows that
 * somebody else has taken away. Nothing happens if the answer comes when the rows are others already.
 */
export async function deselectGone(
  grid: { current: GridApi<GridRow> | undefined },
  basis: RunGridSelection,
  selected: readonly number[],
  isCurrent: () => boolean,
): Promise<void> {
  if (selected.length === 0) return;
  const gone = await findGone(basis, selected).catch(() => undefined);
  const nodes = grid.current
    ?.getSelectedNodes()
    .filter(({ data }) => data && !isGroup(data) && gone?.has(data.id));
  if (nodes?.length && isCurrent()) grid.current?.setNodesSelected({ nodes, newValue: false });
}

/** Those of some runs that are among the rows of a selection no more: trashed, archived, or left out by its filter. */
async function findGone(basis: RunGridSelection, runIds: readonly number[]): Promise<Set<number>> {
  const asked = runIds.slice(0, MOST_ASKED);
  const areThese = `id IN (${asked.join(', ')})`;
  const filter = basis.filter === '' ? areThese : `(${basis.filter}) AND ${areThese}`;
  const page = await readGridPage({ ...basis, filter, columns: [], sort: [] }, 0, asked.length);
  const left = new Set('rows' in page ? page.rows.map(({ id }) => id) : asked);
  return new Set(asked.filter((id) => !left.has(id)));
}

import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { readGridPage } from './grid-requests';

/** More are not asked for: as many are selected by nobody. */
const MOST_ASKED = 500;

/** Those of some runs that are among the rows of a selection no more: trashed, archived, or left out by its filter. */
export async function findGone(basis: RunGridSelection, runIds: readonly number[]): Promise<Set<number>> {
  const asked = runIds.slice(0, MOST_ASKED);
  const areThese = `id IN (${asked.join(', ')})`;
  const filter = basis.filter === '' ? areThese : `(${basis.filter}) AND ${areThese}`;
  const page = await readGridPage({ ...basis, filter, columns: [], sort: [] }, 0, asked.length);
  const left = new Set('rows' in page ? page.rows.map(({ id }) => id) : asked);
  return new Set(asked.filter((id) => !left.has(id)));
}

import { isRunSort, listRuns } from '@/db/queries/run-list';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../data/database';
import { json, positiveInteger, route } from '../reply';

const MOST_ROWS = 500;

/** A page of runs: `experiment`, `parent`, `search`, `sort`, `order` (asc, desc), `offset`, `limit`. */
export const GET = route((request) => {
  const query = request.nextUrl.searchParams;
  const sort = query.get('sort') ?? 'id';
  if (!isRunSort(sort)) {
    throw new AppError('invalid_argument', `Runs cannot be sorted by "${sort}".`);
  }
  const optionalId = (name: string) => (query.has(name) ? positiveInteger(query.get(name), name) : undefined);
  const offset = query.get('offset') ?? '0';
  return json(
    listRuns(trackingDatabase(), {
      experimentId: optionalId('experiment'),
      parentRunId: optionalId('parent'),
      search: query.get('search') ?? undefined,
      sort,
      descending: query.get('order') !== 'asc',
      offset: offset === '0' ? 0 : positiveInteger(offset, 'offset'),
      limit: Math.min(MOST_ROWS, positiveInteger(query.get('limit') ?? '100', 'limit')),
    }),
  );
});

import { read } from '../../../data/read';
import { json, positiveInteger, route } from '../../reply';

const MOST_KEYS = 2_000;

/** Keys of params and metrics: `search`, `experiment`, `limit` of each. */
export const GET = route(async (request) => {
  const query = request.nextUrl.searchParams;
  const experiment = query.get('experiment');
  return json(
    await read('listRunColumns', {
      search: query.get('search') ?? '',
      experimentId: experiment === null ? undefined : positiveInteger(experiment, 'experiment'),
      limit: Math.min(MOST_KEYS, positiveInteger(query.get('limit') ?? '200', 'limit')),
    }),
  );
});

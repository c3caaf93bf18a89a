import { runGridQuerySchema } from '@/lib/domain/run-grid-query';
import { read } from '../../../data/read';
import { readText } from '../../read-body';
import { json, route } from '../../reply';
import { parseQuery } from '../parse-query';

/** A page of runs, or of groups of runs where the query groups them. */
export const POST = route(async (request) => {
  const query = parseQuery(runGridQuerySchema, await readText(request));
  return json(
    query.groupBy.length > 0 ? await read('listRunGroups', query) : await read('listGridRuns', query),
  );
});

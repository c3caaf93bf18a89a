import { read } from '@/app/data/read';
import { json, route } from '../../reply';

export const dynamic = 'force-dynamic';

/** Values of a `column` (of a `table`) that hold a `part`, for the completion of texts in SQL. */
export const GET = route(async (request) => {
  const parameters = request.nextUrl.searchParams;
  const column = parameters.get('column') ?? '';
  const table = parameters.get('table') ?? undefined;
  return json(await read('listSqlValues', { table, column }, (parameters.get('part') ?? '').slice(0, 200)));
});

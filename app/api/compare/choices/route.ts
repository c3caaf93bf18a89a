import { MOST_CHOICES } from '../../../compare/limits';
import { read } from '../../../data/read';
import { json, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/** Params and metrics of runs to choose from, by a part of their key; with `only=metrics` no params. */
export const GET = route(async (request) => {
  const { searchParams } = request.nextUrl;
  return json(
    await read('listColumnChoices', comparedRuns(request), {
      search: searchParams.get('search') ?? '',
      limit: MOST_CHOICES,
      onlyMetrics: searchParams.get('only') === 'metrics',
    }),
  );
});

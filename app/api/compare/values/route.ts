import { METRIC_PICKS } from '@/lib/domain/run-columns';
import { MOST_KEYS } from '../../../compare/limits';
import { read } from '../../../data/read';
import { json, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/** Params and metrics of runs, key by key: those that differ, or with `all=1` every one. */
export const GET = route(async (request) => {
  const runIds = comparedRuns(request);
  const { searchParams } = request.nextUrl;
  const pick = METRIC_PICKS.find((name) => name === searchParams.get('pick')) ?? 'last';
  const query = {
    onlyDiffering: searchParams.get('all') !== '1',
    search: searchParams.get('search') ?? '',
    limit: MOST_KEYS,
  };
  const [params, metrics] = await Promise.all([
    read('compareParams', runIds, query),
    read('compareMetrics', runIds, pick, query),
  ]);
  return json({ params, metrics });
});

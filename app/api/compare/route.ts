import { MOST_COMPARED_RUNS } from '@/db/queries/compare-runs';
import { type Comparison, readComparedValues } from '../../compare/read-comparison';
import { DEFAULT_SETTINGS, parseRunIds } from '../../compare/settings';
import { read } from '../../data/read';
import { json, route } from '../reply';

/** Runs side by side: those of `runs=1,2,3`, else those that `filter` finds, the newest first. */
export const GET = route(async (request) => {
  const { searchParams } = request.nextUrl;
  const asked = parseRunIds(searchParams.get('runs') ?? '');
  const found =
    asked.length > 0
      ? { ids: asked.slice(0, MOST_COMPARED_RUNS), total: asked.length }
      : await read('listMatchingRunIds', searchParams.get('filter') ?? '', MOST_COMPARED_RUNS);
  const { runs, leftOut } = await read('selectRuns', found.ids);
  const comparison: Comparison = { runs, leftOut, tooMany: found.total - found.ids.length };
  if (runs.length > 0)
    comparison.start = await readComparedValues(
      runs.map(({ id }) => id),
      DEFAULT_SETTINGS,
    );
  return json(comparison);
});

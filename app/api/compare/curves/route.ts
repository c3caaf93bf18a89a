import { curvePoints } from '../../../compare/limits';
import { read } from '../../../data/read';
import { json, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/** The curve of `metric` for each run that has it; the more runs, the fewer points each. */
export const GET = route(async (request) => {
  const runIds = comparedRuns(request);
  const metric = request.nextUrl.searchParams.get('metric') ?? '';
  const curves = await read('readCurves', runIds, metric, {}, curvePoints(runIds.length));
  return json({
    curves: curves.map(({ runId, pointCount, totalCount, steps, values }) => ({
      runId,
      pointCount,
      totalCount,
      steps,
      values,
    })),
  });
});

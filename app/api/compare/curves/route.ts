import { AppError } from '@/lib/domain/errors';
import { curvePoints } from '../../../compare/limits';
import { read } from '../../../data/read';
import { json, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/**
 * The curve of `metric` for each run that has it; the more of `of` runs are compared, the fewer points each. `steps`
 * as `FROM..TO` asks for a window, or for one of each run with commas between; `times=1` for when points were recorded.
 */
export const GET = route(async (request) => {
  const runIds = comparedRuns(request);
  const params = request.nextUrl.searchParams;
  const windows = stepWindows(params.get('steps') ?? '', runIds.length);
  const compared = Math.max(runIds.length, Number(params.get('of')) || 0);
  const curves = await read('readCurves', runIds, params.get('metric') ?? '', windows, curvePoints(compared));
  return json({
    curves: curves.map(({ runId, pointCount, totalCount, steps, values, recordedAt }) => ({
      runId,
      pointCount,
      totalCount,
      steps,
      values,
      ...(params.get('times') === '1' && { recordedAt }),
    })),
  });
});

function stepWindows(text: string, runs: number) {
  if (text === '') return {};
  const windows = text.split(',').map((part) => /^(-?\d{1,16})\.\.(-?\d{1,16})$/.exec(part));
  if (windows.some((match) => match === null) || ![1, runs].includes(windows.length)) {
    throw new AppError(
      'invalid_argument',
      `Comparing curves: \`steps\` must be FROM..TO in whole numbers, once or for each of the ${runs} runs; it is "${text.slice(0, 100)}".`,
    );
  }
  const parsed = windows.map((match) => ({ from: Number(match?.[1]), to: Number(match?.[2]) }));
  return parsed.length === 1 ? parsed[0] : parsed;
}

import { countCurveKeys } from '@/db/queries/metric-series';
import { trackingDatabase } from '../../../../data/database';
import { read } from '../../../../data/read';
import { json, positiveInteger, route } from '../../../reply';

/** The metrics of a run, or null when there are as many as `known` says. Their points are under `metrics/curves`. */
export const GET = route<{ id: string }>(async (request, { id }) => {
  const runId = positiveInteger(id, 'The id of a run');
  const isKnown =
    request.nextUrl.searchParams.get('known') === String(countCurveKeys(trackingDatabase(), runId));
  return json({ index: isKnown ? null : await read('getCurveIndex', runId) });
});

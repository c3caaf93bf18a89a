import { countCurveKeys, getCurveIndex } from '@/db/queries/metric-series';
import { trackingDatabase } from '../../../../data/database';
import { json, positiveInteger, route } from '../../../reply';

/** The metrics of a run, or null when there are as many as `known` says. Their points are under `metrics/curves`. */
export const GET = route<{ id: string }>((request, { id }) => {
  const runId = positiveInteger(id, 'The id of a run');
  const db = trackingDatabase();
  const isKnown = request.nextUrl.searchParams.get('known') === String(countCurveKeys(db, runId));
  return json({ index: isKnown ? null : getCurveIndex(db, runId) });
});

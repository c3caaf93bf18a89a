import { listMetricSeries } from '@/db/queries/metric-series';
import { trackingDatabase } from '../../../../data/database';
import { PAGE_METRICS } from '../../../../runs/page-metrics';
import { json, positiveInteger, route } from '../../../reply';

/** Curves of a run; each `after=KEY@STEP` asks for the points of that metric after the step only. */
export const GET = route<{ id: string }>((request, { id }) => {
  const after = new Map<string, number>();
  for (const text of request.nextUrl.searchParams.getAll('after')) {
    const at = text.lastIndexOf('@');
    const step = Number(text.slice(at + 1));
    if (at > 0 && Number.isInteger(step)) after.set(text.slice(0, at), step);
  }
  return json({
    series: listMetricSeries(trackingDatabase(), positiveInteger(id, 'The id of a run'), PAGE_METRICS, after),
  });
});

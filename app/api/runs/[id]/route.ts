import { getRunStamp } from '@/db/queries/run';
import { listRunsById } from '@/db/queries/run-list';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../../data/database';
import { json, positiveInteger, route } from '../../reply';

/** One run's line of the list, and a stamp of what its page shows. */
export const GET = route<{ id: string }>((_request, { id }) => {
  const db = trackingDatabase();
  const runId = positiveInteger(id, 'The id of a run');
  const [row] = listRunsById(db, [runId]);
  if (!row) throw new AppError('not_found', `Reading run ${runId}: there is no such run.`);
  return json({ row, stamp: getRunStamp(db, runId) });
});

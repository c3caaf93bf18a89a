import { listLogLines } from '@/db/queries/run';
import { trackingDatabase } from '../../../../data/database';
import { json, positiveInteger, route } from '../../../reply';

const MOST_LINES = 1_000;

/** Lines of a run's log after line `after`; the last thousand of them. */
export const GET = route<{ id: string }>((request, { id }) => {
  const after = request.nextUrl.searchParams.get('after') ?? '0';
  const afterSeq = after === '0' ? 0 : positiveInteger(after, 'after');
  return json({
    lines: listLogLines(trackingDatabase(), positiveInteger(id, 'The id of a run'), afterSeq, MOST_LINES),
  });
});

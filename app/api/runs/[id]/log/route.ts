import { type LogLine, listLogLines } from '@/db/queries/run';
import { trackingDatabase } from '../../../../data/database';
import { json, positiveInteger, route } from '../../../reply';

const MOST_LINES = 1_000;

/** Lines of a run's log: the last thousand that are `after` or `before` a line, hold `search`, and are of `level` or worse. */
export const GET = route<{ id: string }>((request, { id }) => {
  const { searchParams } = request.nextUrl;
  const seq = (name: string) => {
    const value = searchParams.get(name);
    return value === null || value === '0' ? undefined : positiveInteger(value, name);
  };
  const level = searchParams.get('level');
  const query = {
    afterSeq: seq('after'),
    beforeSeq: seq('before'),
    search: searchParams.get('search') ?? '',
    atLeast: level === 'warning' || level === 'error' ? (level as LogLine['level']) : undefined,
  };
  return json({
    lines: listLogLines(trackingDatabase(), positiveInteger(id, 'The id of a run'), query, MOST_LINES),
  });
});

import { AppError } from '@/lib/domain/errors';
import { read } from '../../../../../data/read';
import { json, positiveInteger, route } from '../../../../reply';

/** More curves than this are asked for in several requests. */
const MOST_CURVES = 100;

/**
 * Curves of a run: `key=ID` (repeated) gives each metric's points in the window, `tail=CURSOR` (repeated) what came
 * after the cursor of an earlier answer. `from` and `to` are steps, `points` the most points of each curve.
 */
export const GET = route<{ id: string }>(async ({ nextUrl: { searchParams } }, { id }) => {
  const runId = positiveInteger(id, 'The id of a run');
  const keyIds = searchParams.getAll('key').map((key) => positiveInteger(key, 'The id of a metric'));
  const cursors = searchParams.getAll('tail');
  if (keyIds.length + cursors.length > MOST_CURVES) {
    throw new AppError(
      'invalid_argument',
      `Reading curves of run ${runId}: expected at most ${MOST_CURVES} metrics; ${keyIds.length + cursors.length} were asked for. Ask in several requests.`,
    );
  }
  const window = { from: wholeNumber(searchParams, 'from'), to: wholeNumber(searchParams, 'to') };
  const points = wholeNumber(searchParams, 'points');
  const [curves, tails] = await Promise.all([
    keyIds.length > 0 ? read('readRunCurves', runId, keyIds, window, points) : [],
    cursors.length > 0 ? read('readTails', runId, cursors, window, points) : [],
  ]);
  return json({ curves, tails });
});

function wholeNumber(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  if (text === null || text === '') return undefined;
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  throw new AppError(
    'invalid_argument',
    `Reading curves: \`${name}\` must be a whole number; it is "${text}".`,
  );
}

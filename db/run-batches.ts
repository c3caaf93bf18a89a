import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';

/** Runs of one transaction: short enough for others that want to write. */
const BATCH = 500;

/**
 * Changes runs in short transactions of up to {@link BATCH}, each once, in the order of their ids. All must exist
 * before the first is changed.
 *
 * @throws AppError `not_found` with the first id of no run; `operation` begins the message.
 */
export function inBatches(
  { sqlite }: TrackingDatabase,
  runIds: readonly number[],
  operation: string,
  change: (ids: number[], now: number) => void,
): void {
  const ids = [...new Set(runIds)].sort((a, b) => a - b);
  const missing = sqlite
    .prepare('SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM runs) LIMIT 1')
    .pluck()
    .get(JSON.stringify(ids)) as number | undefined;
  if (missing !== undefined) {
    throw new AppError(
      'not_found',
      `${operation} run ${missing}: there is no such run. Load the page again.`,
    );
  }
  const now = Date.now();
  for (let from = 0; from < ids.length; from += BATCH) {
    sqlite.transaction(() => change(ids.slice(from, from + BATCH), now)).immediate();
  }
}

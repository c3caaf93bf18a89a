import type { TrackingDatabase } from '../client';

/** Names of the experiments that runs belong to, each once, by their ids; without runs that of the newest experiment. */
export function listExperimentNames({ sqlite }: TrackingDatabase, runIds: readonly number[]): string[] {
  if (runIds.length === 0)
    return sqlite.prepare('SELECT name FROM experiments ORDER BY id DESC LIMIT 1').pluck().all() as string[];
  return sqlite
    .prepare(
      `SELECT name FROM experiments WHERE id IN (
         SELECT experiment_id FROM runs WHERE id IN (SELECT value FROM json_each(?))) ORDER BY id`,
    )
    .pluck()
    .all(JSON.stringify(runIds)) as string[];
}

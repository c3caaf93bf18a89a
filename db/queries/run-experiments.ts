import type { TrackingDatabase } from '../client';

/** Names of the experiments that runs belong to, each once, by their ids; without runs that of the newest experiment. */
export function listExperimentNames({ sqlite }: TrackingDatabase, runIds: readonly number[]): string[] {
  const statement =
    runIds.length > 0
      ? sqlite.prepare(
          `SELECT name FROM experiments WHERE id IN (
             SELECT experiment_id FROM runs WHERE id IN (SELECT value FROM json_each(?))) ORDER BY id`,
        )
      : sqlite.prepare('SELECT name FROM experiments WHERE ? IS NOT NULL ORDER BY id DESC LIMIT 1');
  return statement.pluck().all(JSON.stringify(runIds)) as string[];
}

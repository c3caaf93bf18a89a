import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { purgeRuns } from './run-purge';
import { restoreRuns, trashRuns } from './run-trash';

/** Puts all runs of an experiment into the trash. @throws AppError `not_found`; `conflict` while one waits or runs. */
export function trashExperiment(db: TrackingDatabase, experimentId: number, deletedBy: string): void {
  trashRuns(db, runsOf(db, experimentId), deletedBy);
}

/** Takes all runs of an experiment out of the trash. @throws AppError `not_found`, `conflict`. */
export function restoreExperiment(db: TrackingDatabase, experimentId: number): void {
  restoreRuns(db, runsOf(db, experimentId));
}

/**
 * Deletes an experiment for good, with its runs and its saved views; its name is free again.
 *
 * @throws AppError `conflict` while it has runs outside the trash, or a run elsewhere needs a model of it. One that
 *   does not exist is passed over.
 */
export async function purgeExperiment(
  db: TrackingDatabase,
  experimentId: number,
  purgedBy: string,
): Promise<void> {
  const { sqlite } = db;
  const live = sqlite
    .prepare('SELECT count(*) FROM runs WHERE experiment_id = ? AND deleted_at IS NULL')
    .pluck()
    .get(experimentId) as number;
  if (live > 0) {
    throw new AppError(
      'conflict',
      `Experiment ${experimentId} cannot be deleted for good: ${live} of its runs are not in the trash. Put them there first.`,
    );
  }
  await purgeRuns(db, listRunIds(db, experimentId), purgedBy);
  sqlite
    .transaction(() => {
      // A run that was scheduled meanwhile keeps its experiment.
      if (listRunIds(db, experimentId).length > 0) return;
      sqlite.prepare('DELETE FROM saved_views WHERE experiment_id = ?').run(experimentId);
      sqlite.prepare('DELETE FROM experiments WHERE id = ?').run(experimentId);
      raiseDataVersions(sqlite, ['experiments', 'saved_views']);
    })
    .immediate();
}

function runsOf(db: TrackingDatabase, experimentId: number): number[] {
  if (db.sqlite.prepare('SELECT 1 FROM experiments WHERE id = ?').get(experimentId)) {
    return listRunIds(db, experimentId);
  }
  throw new AppError('not_found', `Experiment ${experimentId}: there is no such experiment.`);
}

function listRunIds({ sqlite }: TrackingDatabase, experimentId: number): number[] {
  return sqlite.prepare('SELECT id FROM runs WHERE experiment_id = ?').pluck().all(experimentId) as number[];
}

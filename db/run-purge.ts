import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { openArtifactStore } from './artifact-store';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { MEASURED, type Measured, takeFromRollup } from './sensitivity-rollup';

/** Stands in `lease_token` of a run whose data are being deleted. */
export const PURGE_LEASE = 'purge';

/** Runs of one transaction. */
const BATCH_RUNS = 50;

/** Rows of one transaction: a few milliseconds, so that recorders and this process go on. */
const BATCH_ROWS = 2_000;

/** Tables of many rows a run, which no foreign key names, with their keys. */
const VOLUMES = {
  metric_rows: 'run_id, key_id, step, attempt, seq',
  layer_histogram_rows: 'run_id, layer_id, tensor_id, stage_id, step',
  layer_stat_rows: 'run_id, layer_id, tensor_id, stage_id, step',
  run_logs: 'run_id, seq',
} as const;

/** Everything else of a run, in an order that foreign keys allow; `@ids` are the runs. */
const SMALL = [
  'DELETE FROM tags WHERE run_id IN ids',
  'DELETE FROM params WHERE run_id IN ids',
  'DELETE FROM run_metrics WHERE run_id IN ids',
  'DELETE FROM run_attempts WHERE run_id IN ids',
  'DELETE FROM run_inputs WHERE run_id IN ids',
  'DELETE FROM layer_sensitivity WHERE run_id IN ids',
  'DELETE FROM quantizers WHERE calibration_id IN (SELECT id FROM calibrations WHERE run_id IN ids)',
  'DELETE FROM calibrations WHERE run_id IN ids',
  'DELETE FROM class_metrics WHERE evaluation_id IN (SELECT id FROM evaluations WHERE run_id IN ids)',
  'DELETE FROM evaluations WHERE run_id IN ids',
  'DELETE FROM benchmarks WHERE run_id IN ids',
  'UPDATE runs SET output_model_id = NULL WHERE id IN ids',
  'DELETE FROM layers WHERE model_id IN (SELECT id FROM models WHERE run_id IN ids)',
  'DELETE FROM models WHERE run_id IN ids',
  'UPDATE runs SET retry_of_run_id = NULL WHERE retry_of_run_id IN ids',
  'UPDATE workers SET run_id = NULL WHERE run_id IN ids',
];

const CHANGED = [
  ...Object.keys(VOLUMES),
  ...SMALL.map((sql) => sql.split(' ')[sql.startsWith('UPDATE') ? 1 : 2]),
  'run_results',
  'sensitivity_rollup',
  'artifacts',
  'checkpoints',
];

const withIds = (sql: string) => sql.replace(/\bIN ids\b/g, 'IN (SELECT value FROM json_each(@ids))');

/**
 * Deletes trashed runs for good: all their rows, their models, and the files that no other row names. Children go
 * with their parent. Many rows are deleted in short transactions, between which other work goes on; a purge that was
 * interrupted is finished by the next one. Their numbers are not given again. Ids of no run, and files that are missing already, are passed over.
 *
 * @returns How many runs were deleted.
 * @throws AppError `conflict` when a run is not in the trash, or one outside the call needs a model of it.
 */
export async function purgeRuns(
  db: TrackingDatabase,
  runIds: readonly number[],
  purgedBy: string,
): Promise<number> {
  const { sqlite } = db;
  const all = sqlite.prepare(TREE).pluck().all(JSON.stringify(runIds)) as number[];
  const everything = { ids: JSON.stringify(all) };
  refuseLive(sqlite, everything);
  refuseNeeded(sqlite, everything);
  for (let from = 0; from < all.length; from += BATCH_RUNS) {
    const values = { ids: JSON.stringify(all.slice(from, from + BATCH_RUNS)), by: purgedBy, at: Date.now() };
    sqlite.transaction(() => beginPurge(sqlite, values)).immediate();
    await purgeVolumes(sqlite, values);
    endPurge(db, values);
    await setImmediate();
  }
  return all.length;
}

/** Runs and their children; the newest first, since a run is newer than those whose models it reads. */
const TREE = `
  WITH RECURSIVE tree(id) AS (
    SELECT r.id FROM json_each(?) k JOIN runs r ON r.id = k.value
    UNION SELECT r.id FROM tree t JOIN runs r ON r.parent_run_id = t.id
  )
  SELECT id FROM tree ORDER BY id DESC`;

/** Deletes all but the many rows and the files of runs, and marks them. */
function beginPurge(sqlite: Database.Database, values: { ids: string }): void {
  refuseLive(sqlite, values);
  refuseNeeded(sqlite, values);
  const measured = sqlite.prepare(withIds(MEASURED)).all(values) as Measured[];
  // Layers name their origin in other models of the same batch.
  sqlite.pragma('defer_foreign_keys = ON');
  for (const sql of SMALL) sqlite.prepare(withIds(sql)).run(values);
  takeFromRollup(sqlite, measured);
  sqlite
    .prepare(
      withIds(`UPDATE runs SET lease_token = '${PURGE_LEASE}', revision = revision + 1 WHERE id IN ids`),
    )
    .run(values);
  raiseDataVersions(sqlite, CHANGED);
}

async function purgeVolumes(sqlite: Database.Database, values: { ids: string }): Promise<void> {
  for (const [table, key] of Object.entries(VOLUMES)) {
    const remove = sqlite.prepare(
      withIds(
        `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE run_id IN ids LIMIT ${BATCH_ROWS})`,
      ),
    );
    while (remove.run(values).changes > 0) await setImmediate();
  }
}

/** Removes the files, and then the runs themselves. */
function endPurge(db: TrackingDatabase, values: { ids: string; by: string; at: number }): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      removeFiles(db, values);
      for (const table of ['artifacts', 'checkpoints', 'run_results']) {
        sqlite.prepare(withIds(`DELETE FROM ${table} WHERE run_id IN ids`)).run(values);
      }
      sqlite
        .prepare(withIds('INSERT INTO purged_runs SELECT id, name, @by, @at FROM runs WHERE id IN ids'))
        .run(values);
      sqlite.prepare(withIds('DELETE FROM runs WHERE id IN ids')).run(values);
      raiseDataVersions(sqlite, [...CHANGED, 'purged_runs']);
    })
    .immediate();
}

function refuseLive(sqlite: Database.Database, values: { ids: string }): void {
  const live = sqlite
    .prepare(withIds('SELECT id, name FROM runs WHERE id IN ids AND deleted_at IS NULL LIMIT 1'))
    .get(values) as { id: number; name: string } | undefined;
  if (!live) return;
  throw new AppError(
    'conflict',
    `Run ${live.id} (${live.name}) is not in the trash. Only runs in the trash are deleted for good: put it there first.`,
  );
}

function refuseNeeded(sqlite: Database.Database, values: { ids: string }): void {
  const needing = sqlite
    .prepare(
      withIds(`
        SELECT i.run_id AS id, coalesce(i.input_run_id, (SELECT run_id FROM models WHERE id = i.model_id)) AS needed
        FROM run_inputs i
        WHERE (i.input_run_id IN ids OR i.model_id IN (SELECT id FROM models WHERE run_id IN ids))
          AND NOT i.run_id IN ids
        UNION
        SELECT c.run_id, p.run_id FROM models p JOIN models c ON c.parent_model_id = p.id
        WHERE p.run_id IN ids AND NOT c.run_id IN ids
        LIMIT 4`),
    )
    .all(values) as { id: number; needed: number }[];
  if (needing.length === 0) return;
  const [first] = needing;
  const others =
    needing.length > 1
      ? ` (and others: ${needing
          .slice(1)
          .map(({ id }) => id)
          .join(', ')})`
      : '';
  throw new AppError(
    'conflict',
    `Run ${first.needed} cannot be deleted for good: run ${first.id}${others} needs its model. Purge those with it, or keep it in the trash.`,
  );
}

/** Removes files of the runs that no other run's row names; the write lock keeps such a row from appearing meanwhile. */
function removeFiles({ sqlite, dataDir }: TrackingDatabase, values: { ids: string }): void {
  const store = openArtifactStore(dataDir);
  const files = sqlite
    .prepare(
      withIds(`
        WITH mine(sha256) AS (
          SELECT sha256 FROM artifacts WHERE run_id IN ids UNION SELECT sha256 FROM checkpoints WHERE run_id IN ids
        )
        SELECT sha256 FROM mine
        EXCEPT SELECT sha256 FROM artifacts WHERE NOT run_id IN ids
        EXCEPT SELECT sha256 FROM checkpoints WHERE NOT run_id IN ids
        EXCEPT SELECT weights_hash FROM models
        EXCEPT SELECT sha256 FROM note_images`),
    )
    .pluck()
    .all(values) as string[];
  for (const sha256 of files) store.remove(sha256);
}

import type { TrackingDatabase } from '@/db/client';
import { listGridRuns } from '@/db/queries/run-grid';
import { type RunGridQuery, runGridQuerySchema } from '@/lib/domain/run-grid-query';
import { temporaryDatabase } from './temporary-database';

/** What a run of a grid test is made of. */
export interface GridRun {
  name?: string;
  experiment?: string;
  createdBy?: string;
  status?: string;
  configGroup?: string;
  seed?: number;
  startedAt?: number;
  accuracy?: number;
  sparsity?: number;
  params?: Record<string, string | number | boolean>;
  metrics?: Record<string, number>;
  tags?: string[];
}

/** Inserts runs, ids from 1 upwards in their order, as scheduling and recording leave them. */
export function insertGridRuns({ sqlite }: TrackingDatabase, runs: readonly GridRun[]): void {
  const experiment = sqlite.prepare(`
    INSERT INTO experiments (uid, name, created_by, created_at) VALUES (lower(hex(randomblob(16))), ?, 'Ada', 0)
    ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`);
  const insertRun = sqlite.prepare(`
    INSERT INTO runs (uid, experiment_id, name, method, status, config, config_group, seed, created_by, created_at, started_at)
    VALUES (lower(hex(randomblob(16))), ?, ?, 'train', ?, '{}', ?, ?, ?, 0, ?)`);
  const insertResult = sqlite.prepare(
    "INSERT INTO run_results (run_id, technique, test_accuracy, sparsity) VALUES (?, 'baseline', ?, ?)",
  );
  const insertParam = sqlite.prepare('INSERT INTO params VALUES (?, ?, ?, ?)');
  const insertKey = sqlite.prepare(
    'INSERT INTO metric_keys (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id',
  );
  const insertMetric = sqlite.prepare(`
    INSERT INTO run_metrics (run_id, key_id, last_value, last_is_nan, last_step, min_value, max_value, point_count)
    VALUES (?, ?, ?, ?, 1, ?, ?, 1)`);
  const insertTag = sqlite.prepare("INSERT INTO tags VALUES (?, ?, 'Ada', 0)");
  sqlite.transaction(() => {
    for (const run of runs) {
      const experimentId = experiment.pluck().get(run.experiment ?? 'grid');
      const { lastInsertRowid: id } = insertRun.run(
        experimentId,
        run.name ?? 'run',
        run.status ?? 'finished',
        run.configGroup ?? 'group',
        run.seed ?? null,
        run.createdBy ?? 'Ada',
        run.startedAt ?? null,
      );
      insertResult.run(id, run.accuracy ?? null, run.sparsity ?? null);
      for (const [key, value] of Object.entries(run.params ?? {})) {
        insertParam.run(id, key, String(value), typeof value === 'string' ? null : Number(value));
      }
      for (const [key, value] of Object.entries(run.metrics ?? {})) {
        const number = Number.isNaN(value) ? null : value;
        insertMetric.run(id, insertKey.pluck().get(key), number, number === null ? 1 : 0, number, number);
      }
      for (const tag of run.tags ?? []) insertTag.run(id, tag);
    }
  })();
}

/** A query of the grid with the defaults of its schema. */
export function gridQuery(query: Partial<RunGridQuery> = {}): RunGridQuery {
  return runGridQuerySchema.parse(query);
}

/** A database of its own with the runs. */
export const withRuns = (runs: readonly GridRun[]) => {
  const db = temporaryDatabase();
  insertGridRuns(db, runs);
  return db;
};
/** The ids that a query of the grid gives, in its order. */
export const ids = (db: TrackingDatabase, query: Partial<RunGridQuery>) =>
  listGridRuns(db, gridQuery(query)).rows.map(({ id }) => id);
/** The ids that a filter finds, sorted. */
export const found = (db: TrackingDatabase, filter: string) => ids(db, { filter }).sort((a, b) => a - b);
/** The ids by one column. */
export const sorted = (
  db: TrackingDatabase,
  column: string,
  descending: boolean,
  more: Partial<RunGridQuery> = {},
) => ids(db, { sort: [{ column, descending }], ...more });

import type { TrackingDatabase } from '@/db/client';
import { scheduleRun } from '@/db/schedule-run';

/** Points of the long curve, and metric keys of the run with many. */
export const LONG_CURVE = 1_000_000;
export const MANY_KEYS = 12_000;

const NAMES = { long: 'bench: a million points', many: 'bench: 12,000 metrics' };
const LONG_KEY = 'bench/long';

/** Two runs that no generated experiment has: one with a curve of a million points, one with 12,000 metrics. */
export interface LargeRuns {
  longRunId: number;
  longKeyId: number;
  manyRunId: number;
}

/** The two large runs of a database, made when they are not there yet; their experiment is `bench`. */
export function findOrMakeLargeRuns(db: TrackingDatabase): LargeRuns {
  const find = db.sqlite.prepare('SELECT id FROM runs WHERE name = ?').pluck();
  const runOf = (name: string) => (find.get(name) as number | undefined) ?? insertRun(db, name);
  const hadLong = find.get(NAMES.long) !== undefined;
  const hadMany = find.get(NAMES.many) !== undefined;
  const longRunId = runOf(NAMES.long);
  const manyRunId = runOf(NAMES.many);
  const keyId = (name: string) => {
    db.sqlite.prepare('INSERT OR IGNORE INTO metric_keys (name) VALUES (?)').run(name);
    return db.sqlite.prepare('SELECT id FROM metric_keys WHERE name = ?').pluck().get(name) as number;
  };
  const longKeyId = keyId(LONG_KEY);
  const insertPoint = db.sqlite.prepare(
    'INSERT INTO metric_rows (run_id, key_id, step, attempt, seq, value, recorded_at) VALUES (?, ?, ?, 1, 0, ?, ?)',
  );
  const insertRollup = db.sqlite.prepare(
    'INSERT INTO run_metrics (run_id, key_id, last_value, last_step, min_value, max_value, point_count) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  if (!hadLong) {
    const value = (step: number) =>
      step === 777_777 ? 100 : Math.exp(-step / 300_000) + 0.05 * Math.sin(step / 50);
    db.sqlite.transaction(() => {
      for (let step = 0; step < LONG_CURVE; step++)
        insertPoint.run(longRunId, longKeyId, step, value(step), step);
      insertRollup.run(longRunId, longKeyId, value(LONG_CURVE - 1), LONG_CURVE - 1, -0.05, 100, LONG_CURVE);
    })();
  }
  if (!hadMany) {
    db.sqlite.transaction(() => {
      for (let index = 0; index < MANY_KEYS; index++) {
        const id = keyId(`bench/layer ${Math.floor(index / 12)}/quantity ${index % 12}`);
        insertPoint.run(manyRunId, id, 0, index, 0);
        insertRollup.run(manyRunId, id, index, 0, index, index, 1);
      }
    })();
  }
  return { longRunId, longKeyId, manyRunId };
}

/** A run that no worker takes: it is killed in the transaction that schedules it. */
function insertRun(db: TrackingDatabase, name: string): number {
  const config = { method: 'train', experiment: 'bench', name, architecture: { name: 'lenet-5' } };
  return db.sqlite.transaction(() => {
    const { runId } = scheduleRun(db, config, { createdBy: 'bench' });
    db.sqlite.prepare("UPDATE runs SET status = 'killed' WHERE id = ?").run(runId);
    return runId;
  })();
}

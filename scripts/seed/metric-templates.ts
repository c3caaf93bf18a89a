import type Database from 'better-sqlite3';
import { createRandom } from '@/lib/data/random';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';

/** How a value of a template becomes a run's: unchanged, times one of the run's factors, or one of its results. */
const USE = { plain: 0, loss: 1, accuracy: 2, testAccuracy: 3, testLoss: 4, sparsity: 5 };
/** Curves of different noise. */
const CURVES = 12;
/** Log points from one epoch's end to the next. */
const EPOCH_POINTS = 10;
/** Optimizer steps between two log points. */
const STEPS_PER_POINT = 10;
/** Points that each log point, each epoch and each end of a run writes. */
const PER_POINT = 4;
const PER_EPOCH = 5;
const PER_END = 3;
/** A stride beyond every run: a key with one point, at the end. */
const AT_END = 1_000_000_000;
/** Kind of runs that do not train: the points of their end only. */
export const MEASURED_ONLY = CURVES;

/** Validation accuracy of a template before scaling, at the end of epoch `epoch` (from 0). */
function validationCurve(epoch: number): number {
  return 0.97 * (1 - 0.35 * Math.exp(-epoch / 1.5));
}

/** Points that a training run with `count` log points writes. */
export function pointsOf(count: number): number {
  return PER_POINT * count + PER_EPOCH * Math.ceil(count / EPOCH_POINTS) + PER_END;
}

/** Log points with which a training run comes nearest to `points`; at least 1. */
export function logPointsFor(points: number, most: number): number {
  const count = Math.round((points - PER_END) / (PER_POINT + PER_EPOCH / EPOCH_POINTS));
  return Math.max(1, Math.min(most, count));
}

/** Factor that makes the last validation accuracy of a run with `count` log points `accuracy`. */
export function accuracyScale(accuracy: number, count: number): number {
  return accuracy / validationCurve(Math.floor((count - 1) / EPOCH_POINTS));
}

/**
 * Curves that runs share, in the temporary table `seed_points`, with the smallest and largest value so far beside
 * each point: a run takes the beginning of a curve and scales it, and its row of `run_metrics` is the last point it
 * took.
 *
 * @param longest Log points of the longest run.
 */
export function makeMetricTemplates(sqlite: Database.Database, longest: number): void {
  sqlite.exec(`
    CREATE TEMP TABLE seed_points (kind INTEGER, key_id INTEGER, ordinal INTEGER, stride INTEGER, use INTEGER,
      value REAL, low REAL, high REAL, PRIMARY KEY (kind, key_id, ordinal)) WITHOUT ROWID`);
  const insertKey = sqlite.prepare('INSERT INTO metric_keys (name) VALUES (?) ON CONFLICT (name) DO NOTHING');
  for (const key of Object.values(METRIC_KEYS)) insertKey.run(key);
  const keyId = sqlite.prepare('SELECT id FROM metric_keys WHERE name = ?').pluck();
  const insert = sqlite.prepare('INSERT INTO seed_points VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (let kind = 0; kind <= CURVES; kind++) {
    const random = createRandom(kind, 'seed curves');
    const curve = (key: string, use: number, stride: number, value: (ordinal: number) => number) => {
      const id = keyId.get(key);
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let ordinal = 0; ordinal * stride < longest; ordinal++) {
        const point = value(ordinal);
        low = Math.min(low, point);
        high = Math.max(high, point);
        insert.run(kind, id, ordinal, stride, use, point, low, high);
      }
    };
    curve(METRIC_KEYS.testAccuracy, USE.testAccuracy, AT_END, () => 1);
    curve(METRIC_KEYS.testLoss, USE.testLoss, AT_END, () => 1);
    curve(METRIC_KEYS.sparsity, USE.sparsity, AT_END, () => 1);
    if (kind === MEASURED_ONLY) continue;
    const noise = () => 1 + 0.06 * random.normal();
    const loss = (at: number) => 0.06 + 2.2 * Math.exp(-at / 8);
    const accuracy = (at: number) => 0.975 - 0.85 * Math.exp(-at / 8);
    curve(METRIC_KEYS.trainLoss, USE.loss, 1, (at) => loss(at) * Math.abs(noise()));
    curve(METRIC_KEYS.trainAccuracy, USE.accuracy, 1, (at) =>
      Math.min(0.975, accuracy(at) + 0.01 * random.normal()),
    );
    curve(METRIC_KEYS.learningRate, USE.plain, 1, () => 0.001);
    curve(METRIC_KEYS.imagesPerSecond, USE.plain, 1, () => 9_000 * noise());
    curve(METRIC_KEYS.validationLoss, USE.loss, EPOCH_POINTS, (at) => 0.09 + 0.4 * Math.exp(-at / 1.5));
    curve(METRIC_KEYS.validationAccuracy, USE.accuracy, EPOCH_POINTS, validationCurve);
    curve(METRIC_KEYS.epochTrainLoss, USE.loss, EPOCH_POINTS, (at) => loss(EPOCH_POINTS * (at + 1)));
    curve(METRIC_KEYS.epochTrainAccuracy, USE.accuracy, EPOCH_POINTS, (at) =>
      accuracy(EPOCH_POINTS * (at + 1)),
    );
    curve(METRIC_KEYS.memoryBytes, USE.plain, EPOCH_POINTS, () => Math.round(3e8 * noise()));
  }
}

/** Number of one of the curves. */
export function curveKind(index: number): number {
  return index % CURVES;
}

/** Writes the rows of `metric_rows` and `run_metrics` for all runs in `seed_runs`, and gives the count of points. */
export function expandMetricTemplates(sqlite: Database.Database): number {
  const used = (column: string) => `CASE t.use WHEN ${USE.plain} THEN t.${column}
    WHEN ${USE.loss} THEN t.${column} * r.loss_scale WHEN ${USE.accuracy} THEN min(1.0, t.${column} * r.accuracy_scale)
    WHEN ${USE.testAccuracy} THEN r.test_accuracy WHEN ${USE.testLoss} THEN r.test_loss ELSE r.sparsity END`;
  const at = `CASE t.stride WHEN ${AT_END} THEN r.log_points - 1 ELSE t.ordinal * t.stride END`;
  const step = `(${at} + 1) * ${STEPS_PER_POINT}`;
  const join = `FROM seed_runs r CROSS JOIN seed_points t ON t.kind = r.curve
    AND (t.stride < ${AT_END} OR r.test_accuracy IS NOT NULL) AND t.ordinal`;
  const points = sqlite
    .prepare(`
      INSERT INTO metric_rows
      SELECT r.id, t.key_id, ${step}, 1, (${at}) * 16 + t.key_id, ${used('value')}, 0, r.started_at + (${at}) * r.ms_per_point
      ${join} <= (r.log_points - 1) / t.stride`)
    .run().changes;
  sqlite
    .prepare(`
      INSERT INTO run_metrics
      SELECT r.id, t.key_id, ${used('value')}, 0, ${step}, ${used('low')}, ${used('high')}, t.ordinal + 1
      ${join} = (r.log_points - 1) / t.stride`)
    .run();
  return points;
}

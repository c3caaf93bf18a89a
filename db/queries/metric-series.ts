import type { TrackingDatabase } from '../client';

/** A curve: one metric of one run. Values that are not a number are NaN. */
export interface MetricSeries {
  key: string;
  /** Points recorded in all; more than there are `points` when the curve was thinned. */
  pointCount: number;
  /** `[step, value]`, by step. */
  points: [step: number, value: number][];
}

/** More points than this are thinned to the minimum and maximum of each of half as many buckets. */
const LONGEST_SERIES = 2_000;

/**
 * The metrics of a run whose key starts with one of the prefixes. `after` gives, by key, the last step already
 * known: only later points of that key are read. Long curves keep the minimum and maximum of every bucket of steps,
 * so that no spike is lost.
 */
export function listMetricSeries(
  db: TrackingDatabase,
  runId: number,
  prefixes: readonly string[],
  after: ReadonlyMap<string, number> = new Map(),
): MetricSeries[] {
  const keys = db.sqlite
    .prepare(`
      SELECT k.id, k.name, s.point_count AS pointCount, s.last_step AS lastStep
      FROM run_metrics s JOIN metric_keys k ON k.id = s.key_id WHERE s.run_id = ? ORDER BY k.name`)
    .all(runId) as { id: number; name: string; pointCount: number; lastStep: number }[];
  return keys
    .filter(
      ({ name, lastStep }) =>
        lastStep > (after.get(name) ?? -1) && prefixes.some((prefix) => name.startsWith(prefix)),
    )
    .map(({ id, name, pointCount }) => ({
      key: name,
      pointCount,
      points: readPoints(db, runId, id, after.get(name) ?? -1, pointCount),
    }));
}

/** Points that no later attempt has replaced: what the view `metrics` shows, by key id. */
const VISIBLE = `
  FROM metric_rows m WHERE m.run_id = ? AND m.key_id = ? AND m.step > ? AND NOT EXISTS (
    SELECT 1 FROM run_attempts a WHERE a.run_id = m.run_id AND a.attempt > m.attempt AND a.first_step < m.step
  )`;

function readPoints(
  db: TrackingDatabase,
  runId: number,
  keyId: number,
  afterStep: number,
  pointCount: number,
): [number, number][] {
  const all = `SELECT m.step, m.value ${VISIBLE} ORDER BY m.step, m.attempt, m.seq`;
  const rows = (
    pointCount <= LONGEST_SERIES
      ? db.sqlite.prepare(all).raw().all(runId, keyId, afterStep)
      : db.sqlite
          .prepare(`
            WITH points AS MATERIALIZED (${all}), reach AS (SELECT min(step) AS lo, max(step) AS hi FROM points),
            buckets AS (
              SELECT (step - lo) * ${LONGEST_SERIES / 2} / (hi - lo + 1) AS bucket, step, value FROM points, reach
            )
            SELECT step, min(value) FROM buckets GROUP BY bucket
            UNION SELECT step, max(value) FROM buckets GROUP BY bucket
            ORDER BY 1`)
          .raw()
          .all(runId, keyId, afterStep)
  ) as [number, number | null][];
  return rows.map(([step, value]) => [step, value ?? Number.NaN]);
}

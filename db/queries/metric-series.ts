import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from '../client';
import { type Cursor, parseCursor, writeCursor } from './metric-cursor';
import { readSampled } from './metric-sample';
import { type MetricRow, type StepWindow, visibleRows } from './metric-window';

/** More points of one curve than this are never read: a line on a screen has no room for them. */
export const MOST_POINTS = 2_000;
/** Fewer would hide the shape. */
const FEWEST_POINTS = 10;

/** A metric of a run. */
export interface CurveKey {
  id: number;
  key: string;
  /** Points recorded, without those that a later attempt replaced. */
  pointCount: number;
}

/** Points of one metric of one run, by step; the columns are of one length. Values may be NaN or infinite. */
export interface Curve {
  runId: number;
  keyId: number;
  key: string;
  /** Points in the window; more than `steps.length` when the curve was thinned. */
  pointCount: number;
  /** Points of the metric in all. */
  totalCount: number;
  steps: number[];
  values: number[];
  /** When each was recorded, integer milliseconds UTC. */
  recordedAt: number[];
  /** How far the metric is known: {@link readTails} goes on from here. */
  cursor: string;
}

/** What came after a cursor: the points of `curve`, to be put behind the known ones or, with `isWhole`, in their place. */
export interface CurveTail {
  isWhole: boolean;
  curve: Curve;
}

/** All metrics of a run by name, from the rollup `run_metrics`. */
export function listCurveKeys(db: TrackingDatabase, runId: number): CurveKey[] {
  return db.sqlite
    .prepare(`
      SELECT k.id, k.name AS key, s.point_count AS pointCount
      FROM run_metrics s JOIN metric_keys k ON k.id = s.key_id WHERE s.run_id = ? ORDER BY k.name`)
    .all(runId) as CurveKey[];
}

/**
 * The curve of one metric, by name, for each of the runs that recorded it. A curve with more points in the window
 * than `points` is thinned: its rows are cut into buckets of equal count, and of each bucket the smallest and the
 * largest finite value stay, with the first NaN, the first +Infinity and the first -Infinity; the first and last row
 * of the window stay too. The same rows always give the same points.
 *
 * @param window steps, both ends included; left out ends are open
 * @param points at most so many for each curve, from 10 to {@link MOST_POINTS}
 */
export function readCurves(
  db: TrackingDatabase,
  runIds: readonly number[],
  key: string,
  window: StepWindow = {},
  points: number = MOST_POINTS,
): Curve[] {
  const keyId = db.sqlite.prepare('SELECT id FROM metric_keys WHERE name = ?').pluck().get(key) as
    | number
    | undefined;
  if (keyId === undefined) return [];
  return db.sqlite.transaction(() =>
    runIds.flatMap((runId) => findCurve(db, runId, keyId, window, points) ?? []),
  )();
}

/** The curves of some metrics of one run, thinned as {@link readCurves} says; unknown metrics are left out. */
export function readRunCurves(
  db: TrackingDatabase,
  runId: number,
  keyIds: readonly number[],
  window: StepWindow = {},
  points: number = MOST_POINTS,
): Curve[] {
  return db.sqlite.transaction(() =>
    keyIds.flatMap((keyId) => findCurve(db, runId, keyId, window, points) ?? []),
  )();
}

/**
 * What was recorded after each cursor, in the window. Metrics without new points cost one row and are left out. When
 * the new points do not all come after the known ones (steps that went back, a resumed run, too many at once) the
 * curve is given whole.
 *
 * @throws AppError `invalid_argument` for a cursor that {@link Curve} did not give
 */
export function readTails(
  db: TrackingDatabase,
  runId: number,
  cursors: readonly string[],
  window: StepWindow = {},
  points: number = MOST_POINTS,
): CurveTail[] {
  return db.sqlite.transaction(() =>
    cursors.flatMap((text) => findTail(db, runId, parseCursor(text), window, points) ?? []),
  )();
}

interface Summary {
  key: string;
  pointCount: number;
  attempt: number;
}

function findSummary(db: TrackingDatabase, runId: number, keyId: number): Summary | undefined {
  return db.sqlite
    .prepare(`
      SELECT k.name AS key, s.point_count AS pointCount, r.attempt
      FROM run_metrics s JOIN metric_keys k ON k.id = s.key_id JOIN runs r ON r.id = s.run_id
      WHERE s.run_id = ? AND s.key_id = ?`)
    .get(runId, keyId) as Summary | undefined;
}

function findCurve(
  db: TrackingDatabase,
  runId: number,
  keyId: number,
  window: StepWindow,
  points: number,
): Curve | undefined {
  const summary = findSummary(db, runId, keyId);
  if (!summary) return undefined;
  const limit = Math.min(Math.max(Math.trunc(points), FEWEST_POINTS), MOST_POINTS);
  const rows = visibleRows(db.sqlite, runId, keyId, window);
  const isOpen = window.from === undefined && window.to === undefined;
  const sample = readSampled(rows, limit, isOpen ? summary.pointCount : undefined);
  const last = visibleRows(db.sqlite, runId, keyId, {}).last();
  return toCurve(runId, keyId, summary, sample.rows, sample.count, last);
}

function findTail(
  db: TrackingDatabase,
  runId: number,
  cursor: Cursor,
  window: StepWindow,
  points: number,
): CurveTail | undefined {
  const { keyId } = cursor;
  const summary = findSummary(db, runId, keyId);
  if (!summary) return undefined;
  if (summary.attempt === cursor.attemptOfRun && summary.pointCount === cursor.pointCount) return undefined;
  const whole = (): CurveTail | undefined => {
    const curve = findCurve(db, runId, keyId, window, points);
    return curve && { isWhole: true, curve };
  };
  const newCount = summary.pointCount - cursor.pointCount;
  if (summary.attempt !== cursor.attemptOfRun || newCount < 0 || newCount > points) return whole();
  const rows = visibleRows(db.sqlite, runId, keyId, {}).after(cursor.last, newCount + 1);
  if (rows.length !== newCount) return whole();
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = window;
  const shown = rows.filter(({ step }) => step >= from && step <= to);
  return {
    isWhole: false,
    curve: toCurve(runId, keyId, summary, shown, shown.length, rows[rows.length - 1]),
  };
}

function toCurve(
  runId: number,
  keyId: number,
  summary: Summary,
  rows: readonly MetricRow[],
  pointCount: number,
  last: MetricRow | undefined,
): Curve {
  if (!last) {
    throw new AppError(
      'internal',
      `Reading metric ${summary.key} of run ${runId}: run_metrics has it but metric_rows has no point of it.`,
    );
  }
  return {
    runId,
    keyId,
    key: summary.key,
    pointCount,
    totalCount: summary.pointCount,
    steps: rows.map(({ step }) => step),
    values: rows.map(({ value }) => value),
    recordedAt: rows.map(({ recordedAt }) => recordedAt),
    cursor: writeCursor({
      keyId,
      attemptOfRun: summary.attempt,
      pointCount: summary.pointCount,
      last,
    }),
  };
}
/** A curve: one metric of one run. Values that are not a number are NaN. */
export interface MetricSeries {
  key: string;
  /** Points recorded in all; more than there are `points` when the curve was thinned. */
  pointCount: number;
  /** `[step, value]`, by step. */
  points: [step: number, value: number][];
}

/** More points than this are thinned to the minimum and maximum of each of half as many buckets. */
const LONGEST_SERIES = 2000;

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

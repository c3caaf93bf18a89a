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
  /** The cursor that was given. */
  after: string;
  isWhole: boolean;
  curve: Curve;
}

/** The metrics of a run, and the time from which theirs is counted. */
export interface CurveIndex {
  keys: CurveKey[];
  /** Integer milliseconds UTC: the run's start, else when it was made. */
  startedAt: number;
}

/**
 * The metrics of a run, from the rollup `run_metrics`.
 *
 * @throws AppError `not_found` when there is no such run
 */
export function getCurveIndex(db: TrackingDatabase, runId: number): CurveIndex {
  return JSON.parse(getCurveIndexText(db, runId));
}

/**
 * {@link getCurveIndex} as JSON: 12,000 metrics cost a third as one text, which SQLite makes and processes copy whole.
 *
 * @throws AppError `not_found` when there is no such run
 */
export function getCurveIndexText(db: TrackingDatabase, runId: number): string {
  const text = db.sqlite
    .prepare(`
      SELECT json_object('startedAt', coalesce(r.started_at, r.created_at), 'keys', (
        SELECT json_group_array(json_object('id', id, 'key', name, 'pointCount', point_count)) FROM (
          SELECT k.id, k.name, s.point_count
          FROM run_metrics s JOIN metric_keys k ON k.id = s.key_id WHERE s.run_id = r.id ORDER BY k.name)))
      FROM runs r WHERE r.id = ?`)
    .pluck()
    .get(runId) as string | undefined;
  if (text === undefined) {
    throw new AppError('not_found', `Reading the metrics of run ${runId}: there is no such run.`);
  }
  return text;
}

/** Metrics that a run has recorded. */
export function countCurveKeys(db: TrackingDatabase, runId: number): number {
  return db.sqlite.prepare('SELECT count(*) FROM run_metrics WHERE run_id = ?').pluck().get(runId) as number;
}

/**
 * The curve of one metric, by name, for each of the runs that recorded it. A curve with more points in the window
 * than `points` is thinned: its rows are cut into buckets of equal count, and of each bucket the smallest and the
 * largest finite value stay, with the first NaN, the first +Infinity and the first -Infinity; the first and last row
 * of the window stay too. The same rows always give the same points.
 *
 * @param windows steps, both ends included; left out ends are open; a list has the window of each run
 * @param points at most so many for each curve, from 10 to {@link MOST_POINTS}
 */
export function readCurves(
  db: TrackingDatabase,
  runIds: readonly number[],
  key: string,
  windows: StepWindow | readonly StepWindow[] = {},
  points: number = MOST_POINTS,
): Curve[] {
  const windowOf = (place: number) => (isList(windows) ? (windows[place] ?? {}) : windows);
  const keyId = db.sqlite.prepare('SELECT id FROM metric_keys WHERE name = ?').pluck().get(key) as
    | number
    | undefined;
  if (keyId === undefined) return [];
  return db.sqlite.transaction(() =>
    runIds.flatMap((runId, place) => findCurve(db, runId, keyId, windowOf(place), points) ?? []),
  )();
}

function isList(windows: StepWindow | readonly StepWindow[]): windows is readonly StepWindow[] {
  return Array.isArray(windows);
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
  const after = writeCursor(cursor);
  const summary = findSummary(db, runId, keyId);
  if (!summary) return undefined;
  if (summary.attempt === cursor.attemptOfRun && summary.pointCount === cursor.pointCount) return undefined;
  const whole = (): CurveTail | undefined => {
    const curve = findCurve(db, runId, keyId, window, points);
    return curve && { after, isWhole: true, curve };
  };
  const newCount = summary.pointCount - cursor.pointCount;
  if (summary.attempt !== cursor.attemptOfRun || newCount < 0 || newCount > points) return whole();
  const rows = visibleRows(db.sqlite, runId, keyId, {}).after(cursor.last, newCount + 1);
  if (rows.length !== newCount) return whole();
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = window;
  const shown = rows.filter(({ step }) => step >= from && step <= to);
  return {
    after,
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

import type Database from 'better-sqlite3';
import type { RowKey } from './metric-cursor';

/** Steps that are asked for, both ends included; an end left out is open. */
export interface StepWindow {
  from?: number;
  to?: number;
}

/** A recorded point. `value` is NaN where the table says `is_nan`. */
export interface MetricRow extends RowKey {
  value: number;
  recordedAt: number;
}

type RawRow = [step: number, attempt: number, seq: number, value: number | null, recordedAt: number];

const COLUMNS = 'step, attempt, seq, value, recorded_at';
const ORDER = 'ORDER BY step, attempt, seq';
const BACKWARDS = 'ORDER BY step DESC, attempt DESC, seq DESC';

// With statistics about steps, SQLite prepares a statement anew for each value bound next to a column, which costs as much
// as reading some hundred rows; a sign before the value spares it.
const BY_STEP = 'step >= +? AND step < +?';
const BY_KEY = '(step, attempt, seq) >= (+?, +?, +?) AND (step, attempt, seq) < (+?, +?, +?)';

/** A condition on the value of a row. */
export type ValueFilter = 'is_nan = 1' | 'value = 9e999' | 'value = -9e999';

/** Rows from `start` up to, but without, `end`; `isByStep` when both are the first rows of their steps. */
export interface RowRange {
  start: RowKey;
  end: RowKey;
  isByStep: boolean;
}

/** Extremes of the values of a range, NaN left out (null without any), and how many values there are besides NaN. */
export interface Extent {
  min: number | null;
  max: number | null;
  valueCount: number;
}

/** Reads of the points of one metric of one run in a window, without those that a later attempt has replaced. */
export interface VisibleRows {
  /** The first rows, in order. */
  firstRows(limit: number): MetricRow[];
  last(): MetricRow | undefined;
  count(): number;
  /** The row so many rows after the start of a range and before its end, and whether it is the first of its step. */
  keyAfter(range: RowRange, count: number): { key: RowKey; isFirstOfStep: boolean } | undefined;
  /** With `isOnlyFinite`, of the values that are not infinite. */
  extent(range: RowRange, isOnlyFinite: boolean): Extent;
  /** Rows of a range, NaN among them. */
  countIn(range: RowRange): number;
  /** The first row of a range with the value. */
  firstWith(value: number, range: RowRange): MetricRow | undefined;
  firstWhere(filter: ValueFilter, range: RowRange): MetricRow | undefined;
  /** Rows behind a key, in order. */
  after(key: RowKey, limit: number): MetricRow[];
}

/** Sees what the view `metrics` shows; its condition is worked out once here rather than for each row. */
export function visibleRows(
  sqlite: Database.Database,
  runId: number,
  keyId: number,
  { from, to }: StepWindow,
): VisibleRows {
  const visible = [`run_id = ${runId} AND key_id = ${keyId}`, ...attemptFilter(sqlite, runId)].join(' AND ');
  const inWindow = [
    visible,
    ...(isBound(from) ? [`step >= ${Math.ceil(from)}`] : []),
    ...(isBound(to) ? [`step <= ${Math.floor(to)}`] : []),
  ].join(' AND ');
  const read = (where: string, columns: string, rest: string) =>
    sqlite.prepare(`SELECT ${columns} FROM metric_rows WHERE ${where} ${rest}`).raw();
  const select = (columns: string, rest: string) => read(inWindow, columns, rest);
  // Ranges lie in the window. A second bound on the step would make SQLite start each of them at the window's begin.
  const selectRange = (columns: string, rest: string) => read(visible, columns, rest);
  const keyOf = ({ step, attempt, seq }: RowKey) => [step, attempt, seq];
  const rangeSql = ({ isByStep }: RowRange) => (isByStep ? `AND ${BY_STEP}` : `AND ${BY_KEY}`);
  const rangeValues = ({ start, end, isByStep }: RowRange) =>
    isByStep ? [start.step, end.step] : [...keyOf(start), ...keyOf(end)];
  const prepared = new Map<string, Database.Statement>();
  const once = (name: string, make: () => Database.Statement) => {
    const known = prepared.get(name) ?? make();
    prepared.set(name, known);
    return known;
  };
  const firstRow = (filter: string, range: RowRange, ...values: number[]) => {
    const rows = once(`${filter} ${range.isByStep}`, () =>
      selectRange(COLUMNS, `AND ${filter} ${rangeSql(range)} ${ORDER} LIMIT 1`),
    ).all(...values, ...rangeValues(range)) as RawRow[];
    return rows.map(toRow)[0];
  };

  return {
    firstRows: (limit) => (select(COLUMNS, `${ORDER} LIMIT ?`).all(limit) as RawRow[]).map(toRow),
    last: () => (select(COLUMNS, `${BACKWARDS} LIMIT 1`).all() as RawRow[]).map(toRow)[0],
    count: () => (select('count(*)', '').get() as [number])[0],
    keyAfter(range, count) {
      const row = once('keyAfter', () =>
        selectRange('step, attempt, seq', `AND ${BY_KEY} ${ORDER} LIMIT 1 OFFSET ?`),
      ).get(...keyOf(range.start), ...keyOf(range.end), count) as [number, number, number] | undefined;
      if (!row) return undefined;
      const [step, attempt, seq] = row;
      const first = once('firstOfStep', () =>
        selectRange('attempt, seq', `AND step = ? ${ORDER} LIMIT 1`),
      ).get(step) as [number, number];
      return { key: { step, attempt, seq }, isFirstOfStep: first[0] === attempt && first[1] === seq };
    },
    extent(range, isOnlyFinite) {
      const finite = isOnlyFinite ? 'AND value > -9e999 AND value < 9e999' : '';
      // The value of a NaN is NULL.
      const [min, max, valueCount] = once(`extent ${range.isByStep} ${isOnlyFinite}`, () =>
        selectRange('min(value), max(value), count(value)', `${finite} ${rangeSql(range)}`),
      ).get(...rangeValues(range)) as [number | null, number | null, number];
      return { min, max, valueCount };
    },
    countIn: (range) =>
      once(`count ${range.isByStep}`, () => selectRange('count(*)', rangeSql(range)).pluck()).get(
        ...rangeValues(range),
      ) as number,
    firstWith: (value, range) => firstRow('value = ?', range, value),
    firstWhere: (filter, range) => firstRow(filter, range),
    after: (key, limit) =>
      (
        select(COLUMNS, `AND (step, attempt, seq) > (?, ?, ?) ${ORDER} LIMIT ?`).all(
          ...keyOf(key),
          limit,
        ) as RawRow[]
      ).map(toRow),
  };
}

function isBound(step: number | undefined): step is number {
  return step !== undefined && Number.isFinite(step);
}

/** Hides rows of an attempt beyond the first step of any later attempt, as the view `metrics` does. */
function attemptFilter(sqlite: Database.Database, runId: number): string[] {
  const attempts = sqlite
    .prepare('SELECT attempt, first_step AS firstStep FROM run_attempts WHERE run_id = ? ORDER BY attempt')
    .all(runId) as { attempt: number; firstStep: number }[];
  // The first attempt replaces nothing: nobody filters for it.
  const later = attempts.filter(({ attempt }) => attempt > 1);
  if (later.length === 0) return [];
  const parts = later.map(({ attempt }, index) => {
    const end = Math.min(...later.slice(index).map(({ firstStep }) => firstStep));
    const start = index === 0 ? '' : `attempt >= ${later[index - 1].attempt} AND `;
    return `(${start}attempt < ${attempt} AND step <= ${end})`;
  });
  return [`(attempt >= ${later[later.length - 1].attempt} OR ${parts.join(' OR ')})`];
}

function toRow([step, attempt, seq, value, recordedAt]: RawRow): MetricRow {
  return { step, attempt, seq, value: value ?? Number.NaN, recordedAt };
}

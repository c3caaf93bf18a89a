import { AppError } from '@/lib/domain/errors';
import { type MetricPick, parseColumnId } from '@/lib/domain/run-columns';
import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** A value in a comparison: null where the run has none, NaN where a metric is not a number. */
export type ComparedValue = number | string | null;

/** One key over all runs. */
export interface ComparedRow {
  /** Column id: `param:KEY`, or `metric:last:KEY` and its like. */
  column: string;
  key: string;
  /** By run, in the order asked for. */
  values: ComparedValue[];
  /** False when every run has the same value; a run without one differs from those that have it. */
  differs: boolean;
}

/** Keys that match, the first of them with their values. */
export interface ComparedRows {
  rows: ComparedRow[];
  /** Keys that match, shown or not. */
  total: number;
  /** Keys that differ, and all keys, whatever was searched for. */
  differing: number;
  all: number;
}

/** Which keys are compared. */
export interface ComparedQuery {
  onlyDiffering: boolean;
  /** Part of the key; case does not matter. */
  search?: string;
  limit: number;
}

interface KeyRow {
  id: string | number;
  key: string;
  differs: number;
}

/** Params of the runs, key by key, in the order of the keys. */
export function compareParams(
  db: TrackingDatabase,
  runIds: readonly number[],
  query: ComparedQuery,
): ComparedRows {
  const ids = JSON.stringify(runIds);
  const keys = db.sqlite
    .prepare(`
      SELECT p.key AS id, p.key, count(*) < ? OR min(coalesce(p.value_text, '')) <> max(coalesce(p.value_text, ''))
        AS differs
      FROM json_each(?) k JOIN params p ON p.run_id = k.value GROUP BY p.key ORDER BY p.key`)
    .all(runIds.length, ids) as KeyRow[];
  return fill(keys, query, runIds.length, 'param', (shown) =>
    db.sqlite
      .prepare(`
        SELECT k.key AS place, p.key AS id, p.value_text AS text, p.value_num AS number, 0 AS isNan
        FROM json_each(?) k JOIN params p ON p.run_id = k.value AND p.key IN (SELECT value FROM json_each(?))`)
      .all(ids, JSON.stringify(shown)),
  );
}

/** A number of each metric of the runs, key by key, in the order of the keys. */
export function compareMetrics(
  db: TrackingDatabase,
  runIds: readonly number[],
  pick: MetricPick,
  query: ComparedQuery,
): ComparedRows {
  const ids = JSON.stringify(runIds);
  const value = `m.${pick}_value`;
  const isNan = pick === 'last' ? 'm.last_is_nan' : `${value} IS NULL`;
  const keys = db.sqlite
    .prepare(`
      SELECT k.id, k.name AS key, g.runs < ? OR g.lowest IS NOT g.highest OR g.nans NOT IN (0, g.runs) AS differs
      FROM (
        SELECT m.key_id, count(*) AS runs, min(${value}) AS lowest, max(${value}) AS highest, sum(${isNan}) AS nans
        FROM json_each(?) k JOIN run_metrics m ON m.run_id = k.value GROUP BY m.key_id
      ) g JOIN metric_keys k ON k.id = g.key_id ORDER BY k.name`)
    .all(runIds.length, ids) as KeyRow[];
  return fill(keys, query, runIds.length, `metric:${pick}`, (shown) =>
    db.sqlite
      .prepare(`
        SELECT k.key AS place, m.key_id AS id, NULL AS text, ${value} AS number, ${isNan} AS isNan
        FROM json_each(?) r JOIN json_each(?) k
        JOIN run_metrics m ON m.run_id = k.value AND m.key_id = r.value`)
      .all(JSON.stringify(shown), ids),
  );
}

/** Values of chosen columns by run; a column that nobody has is all null. @throws AppError `invalid_argument` */
export function readComparedColumns(
  db: TrackingDatabase,
  runIds: readonly number[],
  columns: readonly string[],
): Record<string, ComparedValue[]> {
  const ids = JSON.stringify(runIds);
  const entries = columns.map((column): [string, ComparedValue[]] => {
    const values: ComparedValue[] = runIds.map(() => null);
    for (const cell of readColumn(db, ids, column)) values[cell.place] = cellValue(cell);
    return [column, values];
  });
  return Object.fromEntries(entries);
}

interface Cell {
  place: number;
  text: string | null;
  number: number | null;
  isNan: number;
}

function readColumn(db: TrackingDatabase, ids: string, column: string): Cell[] {
  const parsed = parseColumnId(column);
  if (!parsed || parsed.type === 'fact') {
    throw new AppError(
      'invalid_argument',
      `Comparing runs expected a column as "param:KEY" or "metric:last:KEY" (last, min or max); found "${column}".`,
    );
  }
  if (parsed.type === 'param') {
    return db.sqlite
      .prepare(`
        SELECT k.key AS place, p.value_text AS text, p.value_num AS number, 0 AS isNan
        FROM json_each(?) k JOIN params p ON p.run_id = k.value AND p.key = ?`)
      .all(ids, parsed.key) as Cell[];
  }
  const { pick, key } = parsed;
  const isNan = pick === 'last' ? 'm.last_is_nan' : `m.${pick}_value IS NULL`;
  return db.sqlite
    .prepare(`
      SELECT k.key AS place, NULL AS text, m.${pick}_value AS number, ${isNan} AS isNan
      FROM json_each(?) k JOIN run_metrics m ON m.run_id = k.value
        AND m.key_id = (SELECT id FROM metric_keys WHERE name = ?)`)
    .all(ids, key) as Cell[];
}

/** Booleans have a number too, but read better as words. */
function cellValue({ text, number, isNan }: Cell): ComparedValue {
  if (isNan) return Number.NaN;
  if (number === null || text === 'true' || text === 'false') return text;
  return number;
}

function fill(
  keys: KeyRow[],
  { onlyDiffering, search, limit }: ComparedQuery,
  runCount: number,
  prefix: string,
  read: (ids: (string | number)[]) => unknown[],
): ComparedRows {
  const text = search?.trim().toLowerCase() ?? '';
  const matching = keys.filter(
    ({ key, differs }) => (!onlyDiffering || differs) && key.toLowerCase().includes(text),
  );
  const rows = new Map(
    matching.slice(0, limit).map(({ id, key, differs }): [string | number, ComparedRow] => [
      id,
      {
        column: `${prefix}:${key}`,
        key,
        values: new Array<ComparedValue>(runCount).fill(null),
        differs: Boolean(differs),
      },
    ]),
  );
  for (const cell of read([...rows.keys()]) as (Cell & { id: string | number })[]) {
    const row = rows.get(cell.id);
    if (row) row.values[cell.place] = cellValue(cell);
  }
  return {
    rows: [...rows.values()],
    total: matching.length,
    differing: keys.filter(({ differs }) => differs).length,
    all: keys.length,
  };
}

/** A column to choose: whether it has numbers, and in how many of the runs it has a value. */
export interface ColumnChoice {
  column: string;
  isNumeric: boolean;
  runs: number;
  /** Different values. */
  values: number;
}

type ChoiceRow = Omit<ColumnChoice, 'isNumeric'> & { isNumeric: number };

/** Params and metrics that at least one of the runs has, those with more different values first. */
export function listColumnChoices(
  db: TrackingDatabase,
  runIds: readonly number[],
  { search, limit, onlyMetrics }: { search: string; limit: number; onlyMetrics: boolean },
): { choices: ColumnChoice[]; total: number } {
  const ids = JSON.stringify(runIds);
  const pattern = `%${likeText(search.trim())}%`;
  const params = db.sqlite
    .prepare(`
      SELECT 'param:' || p.key AS "column", count(p.value_num) > 0 AS isNumeric, count(*) AS runs,
        count(DISTINCT p.value_text) AS "values"
      FROM json_each(?) k JOIN params p ON p.run_id = k.value WHERE p.key LIKE ? ESCAPE '\\' GROUP BY p.key`)
    .all(ids, pattern) as ChoiceRow[];
  const metrics = db.sqlite
    .prepare(`
      SELECT 'metric:last:' || k.name AS "column", 1 AS isNumeric, g.runs, g."values"
      FROM (
        SELECT m.key_id, count(*) AS runs, count(DISTINCT coalesce(m.last_value, 'NaN')) AS "values"
        FROM json_each(?) r JOIN run_metrics m ON m.run_id = r.value GROUP BY m.key_id
      ) g JOIN metric_keys k ON k.id = g.key_id WHERE k.name LIKE ? ESCAPE '\\'`)
    .all(ids, pattern) as ChoiceRow[];
  const all = [...(onlyMetrics ? [] : params), ...metrics].map(
    (row): ColumnChoice => ({ ...row, isNumeric: Boolean(row.isNumeric) }),
  );
  const rank = ({ values, column }: ColumnChoice) =>
    (values > 1 ? 0 : 2) + (column.startsWith('param:') ? 0 : 1);
  all.sort((a, b) => rank(a) - rank(b) || (a.column < b.column ? -1 : 1));
  return { choices: all.slice(0, limit), total: all.length };
}

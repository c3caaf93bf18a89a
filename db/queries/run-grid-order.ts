import type { RunColumn } from '@/lib/domain/run-columns';
import { parseColumnId } from '@/lib/domain/run-columns';
import type { RunGridSort } from '@/lib/domain/run-grid-query';
import type { TrackingDatabase } from '../client';
import {
  type BindValue,
  bindTo,
  FACT_SOURCES,
  factOf,
  keyIdOf,
  metricOf,
  PICK_COLUMNS,
  paramOf,
} from './run-grid-facts';
import { type MatchingRuns, notHidden } from './run-grid-selection';

/** A column to sort by. */
export interface SortColumn {
  column: RunColumn;
  descending: boolean;
}

/** Rows that are wanted. */
interface Window {
  offset: number;
  limit: number;
}

/** Up to so many matching runs are sorted one by one; of more, an index on the first column is walked. */
const FEW_RUNS = 2_000;

/**
 * Ids of matching runs, sorted, from `offset`. Runs without a value come last in both directions, before them metrics
 * that are not a number; numbers of a param come before its texts. Ties are broken by id, in the direction of the last
 * column.
 */
export function sortRunIds(
  db: TrackingDatabase,
  runs: MatchingRuns,
  sort: readonly RunGridSort[],
  { offset, limit }: Window,
): number[] {
  const columns = sortColumns(sort);
  const [first] = columns;
  if (runs.ids && (!first || isId(first))) {
    const sorted = Float64Array.from(runs.ids).sort();
    if (first?.descending ?? true) sorted.reverse();
    return [...sorted.subarray(offset, offset + limit)];
  }
  if (runs.ids && runs.ids.length <= FEW_RUNS) return sortFew(db, runs.ids, columns, { offset, limit });
  return runs.ids
    ? walkMatching(db, runs, columns, { offset, limit })
    : windowOfAll(db, columns, { offset, limit });
}

/** Reads runs in order until enough of them match. */
function walkMatching(
  { sqlite }: TrackingDatabase,
  runs: MatchingRuns,
  columns: readonly SortColumn[],
  { offset, limit }: Window,
): number[] {
  const found: number[] = [];
  let skip = offset;
  for (const part of partsOf(columns, false)) {
    const values: Record<string, number | string> = {};
    const statement = sqlite.prepare(part(bindTo(values))).pluck();
    for (const id of statement.iterate(values) as IterableIterator<number>) {
      if (!runs.has(id)) continue;
      if (skip > 0) skip--;
      else if (found.push(id) === limit) return found;
    }
  }
  return found;
}

/** A window of all runs that are not hidden; what lies before it is passed over in SQL. */
function windowOfAll(
  { sqlite }: TrackingDatabase,
  columns: readonly SortColumn[],
  { offset, limit }: Window,
): number[] {
  const found: number[] = [];
  let skip = offset;
  for (const part of partsOf(columns, true)) {
    const values: Record<string, number | string> = { limit: limit - found.length, skip };
    const sql = part(bindTo(values));
    const ids = sqlite.prepare(`${sql} LIMIT @limit OFFSET @skip`).pluck().all(values) as number[];
    found.push(...ids);
    if (found.length === limit) break;
    if (ids.length > 0 || skip === 0) skip = 0;
    else skip -= sqlite.prepare(`SELECT count(*) FROM (${sql})`).pluck().get(values) as number;
  }
  return found;
}

/** Columns and directions to sort by, what is no column left out. */
export function sortColumns(sort: readonly RunGridSort[]): SortColumn[] {
  return sort.flatMap(({ column: id, descending }): SortColumn[] => {
    const column = parseColumnId(id);
    return column ? [{ column, descending }] : [];
  });
}

function isId({ column }: SortColumn): boolean {
  return column.type === 'fact' && column.id === 'id';
}

function sortFew(
  { sqlite }: TrackingDatabase,
  ids: readonly number[],
  columns: readonly SortColumn[],
  { offset, limit }: Window,
): number[] {
  const values: Record<string, number | string> = { ids: JSON.stringify(ids), offset, limit };
  const bind = bindTo(values);
  return sqlite
    .prepare(
      `SELECT value FROM json_each(@ids) k ORDER BY ${orderOf('k.value', columns, bind)} LIMIT @limit OFFSET @offset`,
    )
    .pluck()
    .all(values) as number[];
}

/** Terms of ORDER BY for the run whose id the SQL `id` gives. */
export function orderOf(id: string, columns: readonly SortColumn[], bind: BindValue, all = columns): string {
  const terms = columns.flatMap((column) => termsOf(id, column, bind));
  return [...terms, `${id} ${all.at(-1)?.descending === false ? 'ASC' : 'DESC'}`].join(', ');
}

function termsOf(id: string, { column, descending }: SortColumn, bind: BindValue): string[] {
  const direction = descending ? 'DESC' : 'ASC';
  switch (column.type) {
    case 'fact': {
      const { collate } = FACT_SOURCES[column.id];
      return [`${factOf(id, column.id)}${collate ? ` COLLATE ${collate}` : ''} ${direction} NULLS LAST`];
    }
    case 'metric': {
      const value = PICK_COLUMNS[column.pick];
      return [
        `${metricOf(id, column.key, `${value} IS NULL`, bind)} NULLS LAST`,
        `${metricOf(id, column.key, value, bind)} ${direction}`,
      ];
    }
    case 'param':
      return [
        `${paramOf(id, column.key, 'value_num IS NULL', bind)} NULLS LAST`,
        `${paramOf(id, column.key, 'coalesce(value_num, value_text)', bind)} ${direction}`,
      ];
  }
}

type Part = (bind: BindValue) => string;

/** Statements that together give the ids of all runs in order, each along an index; without hidden runs if asked. */
function partsOf(columns: readonly SortColumn[], withoutHidden: boolean): Part[] {
  const part =
    (id: string, from: string, where: string, order: string): Part =>
    (bind) => {
      const conditions = [where, ...(withoutHidden ? [notHidden(id)] : [])].filter((sql) => sql !== '');
      const filter = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
      return `SELECT ${id} FROM ${from} ${filter} ORDER BY ${order}${orderOf(id, others, bind, columns)}`;
    };
  const [first, ...others] = columns;
  if (!first) return [part('x.run_id', 'run_results x', '', '')];
  const { column, descending } = first;
  const direction = descending ? 'DESC' : 'ASC';
  /** Runs with a number for a key, those with something else, those without the key. */
  const partsOfKey = (table: string, ofKey: Part, number: string, other: string): Part[] => [
    (bind) =>
      part(
        'x.run_id',
        `${table} x`,
        `${ofKey(bind)} AND ${number} IS NOT NULL`,
        `${number} ${direction}, `,
      )(bind),
    (bind) =>
      part(
        'x.run_id',
        `${table} x`,
        `${ofKey(bind)} AND ${number} IS NULL`,
        other && `${other} ${direction}, `,
      )(bind),
    (bind) =>
      part(
        'x.run_id',
        'run_results x',
        `x.run_id NOT IN (SELECT run_id FROM ${table} WHERE ${ofKey(bind)})`,
        '',
      )(bind),
  ];
  switch (column.type) {
    case 'fact': {
      const { table, sql, collate } = FACT_SOURCES[column.id];
      if (column.id === 'id') return [part('x.run_id', 'run_results x', '', `x.run_id ${direction}, `)];
      if (table === 'experiments') {
        return [
          part(
            'r.id',
            'experiments e CROSS JOIN runs r ON r.experiment_id = e.id',
            '',
            `e.name ${direction}, `,
          ),
        ];
      }
      if (table === 'tags') {
        return [part('x.id', 'runs x', '', `${factOf('x.id', 'tags')} ${direction} NULLS LAST, `)];
      }
      const id = table === 'runs' ? 'x.id' : 'x.run_id';
      const order = `${sql}${collate ? ` COLLATE ${collate}` : ''} ${direction}, `;
      // NULL is the smallest value: an index read backwards gives it last.
      if (descending) return [part(id, `${table} x`, '', order)];
      return [
        part(id, `${table} x`, `${sql} IS NOT NULL`, order),
        part(id, `${table} x`, `${sql} IS NULL`, ''),
      ];
    }
    case 'metric': {
      const value = PICK_COLUMNS[column.pick];
      return partsOfKey('run_metrics', (bind) => `key_id = ${keyIdOf(column.key, bind)}`, value, '');
    }
    case 'param':
      return partsOfKey('params', (bind) => `key = ${bind(column.key)}`, 'value_num', 'value_text');
  }
}

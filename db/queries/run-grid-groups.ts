import {
  CONFIG_GROUP,
  type FactId,
  isNumericColumn,
  parseColumnId,
  type RunColumn,
} from '@/lib/domain/run-columns';
import { filterNumber, quoteFilterKey, quoteFilterText } from '@/lib/domain/run-filter-tokens';
import type { RunGridQuery, RunGridSelection, RunGridSort } from '@/lib/domain/run-grid-query';
import { sqlLiteral } from '@/lib/domain/sql/literal';
import type { TrackingDatabase } from '../client';
import {
  type BindValue,
  bindTo,
  cellOf,
  FACT_SOURCES,
  factOf,
  metricOf,
  PICK_COLUMNS,
  paramOf,
} from './run-grid-facts';
import { scopeCondition } from './run-grid-selection';
import type { CellValue, GroupFigure, RunGroupPage, RunGroupRow } from './run-grid-types';
import { sqlName } from './sql-text';

interface GroupLine {
  runs: number;
  newest: number;
  name: string;
  total: number;
  all_runs: number;
  [column: `g${number}` | `n${number}` | `m${number}` | `d${number}`]: CellValue;
}

/**
 * A page of groups of runs: counts, and mean and sample standard deviation of each column over the runs of the group
 * that have a number in it. The sum of squares is taken around the mean of the group (two passes).
 *
 * @throws AppError `invalid_argument` for a filter that cannot be read.
 */
export function listRunGroups(db: TrackingDatabase, query: RunGridQuery): RunGroupPage {
  const figures = figuresOf(query);
  const values: Record<string, number | string> = { offset: query.offset, limit: query.limit };
  const statement = db.sqlite.prepare(groupSql(query, figures, bindTo(values)));
  const lines = statement.all(values) as GroupLine[];
  const [first] = lines;
  if (!first && query.offset > 0) {
    const { total, runs } = listRunGroups(db, { ...query, offset: 0, limit: 1 });
    return { groups: [], total, runs };
  }
  return {
    groups: lines.map((line) => groupOf(line, query, figures)),
    total: first?.total ?? 0,
    runs: first?.all_runs ?? 0,
  };
}

function figuresOf(query: RunGridSelection): string[] {
  return query.columns.filter((id) => hasNumbers(id) && !query.groupBy.includes(id));
}

/** True for columns that can have a mean; ids and seeds, which are numbers by accident, have none. */
function hasNumbers(id: string): boolean {
  const column = parseColumnId(id);
  if (column?.type === 'fact') return isNumericColumn(column) && !/(^|_)id$|^seed$/.test(column.id);
  return column !== undefined;
}

function groupSql(query: RunGridQuery, figures: readonly string[], bind: BindValue): string {
  const deviations = figures.map((_, place) => `, ${deviationOf(place)} AS d${place}`).join('');
  return `
    ${groupTables(query, figures, bind, 'LIMIT @limit OFFSET @offset')}
    SELECT t.*, (SELECT name FROM runs WHERE id = t.newest) AS name${deviations}
    FROM v CROSS JOIN t ON ${sameGroup(query)} GROUP BY t.place ORDER BY t.place`;
}

/** Table `v`: the values of each run; table `t`: the groups in their order, with counts and means. */
function groupTables(
  query: RunGridSelection,
  figures: readonly string[],
  bind: BindValue,
  window: string,
): string {
  const keys = query.groupBy.map((id, place) => `${groupValue(id, bind)} AS g${place}`);
  const numbers = figures.map((id, place) => `${numberOf(id, bind)} AS f${place}`);
  const g = query.groupBy.map((_, place) => `g${place}`).join(', ');
  const means = figures
    .map((_, place) => `, count(f${place}) AS n${place}, avg(f${place}) AS m${place}`)
    .join('');
  return `WITH v AS MATERIALIZED (
      SELECT s.run_id, ${[...keys, ...numbers].join(', ')}
      FROM run_results s
      WHERE ${scopeCondition(query, bind)}
    ),
    t AS MATERIALIZED (
      SELECT row_number() OVER (ORDER BY ${groupOrder(query, figures)}) AS place, *,
        count(*) OVER () AS total, sum(runs) OVER () AS all_runs
      FROM (SELECT ${g}, count(*) AS runs, max(run_id) AS newest${means} FROM v GROUP BY ${g})
      ORDER BY place ${window}
    )`;
}

function sameGroup(query: RunGridSelection): string {
  return query.groupBy.map((_, place) => `v.g${place} IS t.g${place}`).join(' AND ');
}

/** Sample standard deviation, from the squares around the mean that is known already; NULL below two values. */
function deviationOf(place: number): string {
  const distance = `(v.f${place} - t.m${place})`;
  return `sqrt(sum(${distance} * ${distance}) / nullif(t.n${place} - 1, 0))`;
}

/** A query for the console that gives the groups of a selection, all of them. */
export function runGroupsSql(query: RunGridSelection): string {
  const figures = figuresOf(query);
  const columns = [
    ...query.groupBy.map((id, place) => `t.g${place} AS ${sqlName(id)}`),
    't.runs',
    ...figures.flatMap((id, place) => [
      `t.m${place} AS ${sqlName(`mean ${id}`)}`,
      `${deviationOf(place)} AS ${sqlName(`deviation ${id}`)}`,
    ]),
  ];
  const tables = groupTables(query, figures, sqlLiteral, '');
  return `${tables}\nSELECT ${columns.join(',\n  ')}\nFROM v CROSS JOIN t ON ${sameGroup(query)}\nGROUP BY t.place\nORDER BY t.place`;
}

function groupValue(id: string, bind: BindValue): string {
  if (id === CONFIG_GROUP) return factOf('s.run_id', 'config_group');
  const column = parseColumnId(id) as RunColumn;
  return column.type === 'fact' ? factBeside(column.id) : cellOf('s.run_id', column, bind);
}

/** SQL of a fact of the row `s` of `run_results`, which has many of them itself. */
function factBeside(id: FactId): string {
  const { table, sql } = FACT_SOURCES[id];
  return table === 'run_results' ? `s.${sql}` : factOf('s.run_id', id);
}

function numberOf(id: string, bind: BindValue): string {
  const column = parseColumnId(id) as RunColumn;
  switch (column.type) {
    case 'fact':
      return factBeside(column.id);
    case 'param':
      return paramOf('s.run_id', column.key, 'value_num', bind);
    case 'metric':
      return metricOf('s.run_id', column.key, PICK_COLUMNS[column.pick], bind);
  }
}

function groupOrder(query: RunGridSelection, figures: readonly string[]): string {
  const terms = query.sort.flatMap(({ column, descending }: RunGridSort) => {
    const key = query.groupBy.indexOf(column);
    const figure = figures.indexOf(column);
    const sql = column === 'count' ? 'runs' : key >= 0 ? `g${key}` : figure >= 0 ? `m${figure}` : undefined;
    return sql === undefined ? [] : [`${sql} ${descending ? 'DESC' : 'ASC'} NULLS LAST`];
  });
  return [...terms, 'newest DESC'].join(', ');
}

function groupOf(line: GroupLine, query: RunGridQuery, figures: readonly string[]): RunGroupRow {
  const group = query.groupBy.map((id, place): [string, CellValue] => [id, line[`g${place}`]]);
  const conditions = group.map(([id, value]) => groupCondition(id, value));
  return {
    group: Object.fromEntries(group),
    count: line.runs,
    name: line.name,
    newestRunId: line.newest,
    figures: Object.fromEntries(figures.map((id, place) => [id, figureOf(line, place)])),
    filter: [...(query.filter.trim() ? [`(${query.filter})`] : []), ...conditions].join(' AND '),
  };
}

function figureOf(line: GroupLine, place: number): GroupFigure {
  return {
    n: Number(line[`n${place}`]),
    mean: line[`m${place}`] as number | null,
    deviation: line[`d${place}`] as number | null,
  };
}

/** In the filter language: that a run belongs to a group. */
function groupCondition(id: string, value: CellValue): string {
  const column = parseColumnId(id === CONFIG_GROUP ? 'config_group' : id) as RunColumn;
  const field = column.type === 'fact' ? column.id : `params.${quoteFilterKey(column.key)}`;
  if (value === null) return `${field} IS NULL`;
  return `${field} = ${typeof value === 'number' ? filterNumber(value) : quoteFilterText(value)}`;
}

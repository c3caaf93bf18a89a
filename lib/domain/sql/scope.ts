import type { SqlDialect } from './dialect';
import { type Query, readQuery } from './query-reader';
import {
  aliasesOf,
  type ColumnsOf,
  type Ctes,
  type ResultColumn,
  sourceColumns,
  withCtes,
} from './result-columns';

/** Something that columns come from, as it is named in a query. */
export interface SqlSource {
  /** The name by which it is used: its alias, else its own. */
  name: string;
  /** Table, view or common table expression it is; undefined for a query in parentheses. */
  table?: string;
  /** Its columns where they can be told; undefined for a table, whose columns the schema knows. */
  columns?: ResultColumn[];
}

/** What may be named at a place of a statement. */
export interface SqlScope {
  /** Sources of the query around the place, then those of the queries around it. */
  sources: SqlSource[];
  /** Common table expressions that may be read there. */
  ctes: SqlSource[];
  /** Names that the query around the place gives to its results by an alias, joined by UNION those of its first part. */
  aliases: string[];
}

/**
 * What may be named at a place of a statement: the sources in the FROM of the queries around it, by their aliases, with
 * the columns of common table expressions and of queries in parentheses. It never fails: of what is half written it
 * tells what it can.
 */
export function scopeAt(
  sql: string,
  offset: number,
  columnsOf: ColumnsOf,
  dialect: SqlDialect = 'sqlite',
): SqlScope {
  const path: Query[] = [];
  for (let query: Query | undefined = readQuery(sql, dialect); query; ) {
    path.unshift(query);
    query = query.inner.findLast(({ start, end }) => start <= offset && offset <= end);
  }
  let ctes: Ctes = new Map();
  const known = path.map(() => ctes);
  for (let index = path.length - 1; index >= 0; index--) {
    ctes = withCtes(ctes, path[index]);
    known[index] = ctes;
  }
  const selectAt = ({ selects }: Query) =>
    selects.findLast(({ start, end }) => start <= offset && offset <= end);
  const sources = path.flatMap((query, index) => {
    // A query that is itself a source, or a common table expression, does not see its neighbours.
    const inner = path[index - 1];
    const isSource = query.selects.some(({ sources: all }) => all.some((source) => source.query === inner));
    if (inner && (isSource || query.ctes.some((cte) => cte.query === inner))) return [];
    return (selectAt(query)?.sources ?? []).map((source): SqlSource => {
      const isTable = !source.query && !known[index].has(source.table?.toLowerCase() ?? '');
      const { name, table } = source;
      return isTable
        ? { name, table }
        : { name, table, columns: sourceColumns(source, known[index], columnsOf) };
    });
  });
  return {
    sources,
    ctes: [...ctes].map(([, cte]) => {
      const name = path.flatMap((query) => query.ctes).find(({ query }) => query === cte.query)?.name ?? '';
      return { name, table: name, columns: sourceColumns({ table: name }, ctes, columnsOf) };
    }),
    aliases: path[0].selects.slice(0, 1).flatMap(aliasesOf),
  };
}

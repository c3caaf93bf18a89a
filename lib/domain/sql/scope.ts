import { isSqlName, type Query, readQuery, type Select, sqlWord } from './query-reader';
import type { SqlDialect } from './token-rules';

/** Something that columns come from, as it is named in a query. */
export interface SqlSource {
  /** The name by which it is used: its alias, else its own. */
  name: string;
  /** Table, view or common table expression it is; undefined for a query in parentheses. */
  table?: string;
  /** Names of its columns where they can be told; undefined for a table, whose columns the schema knows. */
  columns?: string[];
}

/** What may be named at a place of a statement. */
export interface SqlScope {
  /** Sources of the query around the place, then those of the queries around it. */
  sources: SqlSource[];
  /** Common table expressions that may be read there. */
  ctes: SqlSource[];
}

/** Columns of a table of the schema by its name in any case. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

type Ctes = ReadonlyMap<string, { columns?: string[]; query: Query }>;

function withCtes(outer: Ctes, query: Query): Ctes {
  return new Map([...outer, ...query.ctes.map((cte) => [cte.name.toLowerCase(), cte] as const)]);
}

/** Names of the columns of a query's result; those that cannot be told are left out. */
function resultColumns(query: Query, outer: Ctes, columnsOf: ColumnsOf, depth = 0): string[] {
  const [select] = query.selects;
  if (!select || depth > 12) return [];
  const ctes = withCtes(outer, query);
  const of = (source: Select['sources'][number]) => sourceColumns(source, ctes, columnsOf, depth + 1);
  return select.items.flatMap((tokens) => {
    const last = tokens.at(-1);
    if (!last) return [];
    if (last.value === '*' && last.kind === 'operator') {
      const [name] = tokens;
      const isQualified = tokens.length === 3 && isSqlName(name);
      if (tokens.length > 1 && !isQualified) return [];
      const wanted = isQualified
        ? select.sources.filter((source) => source.name.toLowerCase() === name.value.toLowerCase())
        : select.sources;
      return wanted.flatMap(of);
    }
    return isSqlName(last) && sqlWord(last) !== 'END' ? [last.value] : [];
  });
}

function sourceColumns(
  source: Select['sources'][number],
  ctes: Ctes,
  columnsOf: ColumnsOf,
  depth: number,
): string[] {
  if (source.query) return resultColumns(source.query, ctes, columnsOf, depth);
  const cte = ctes.get(source.table?.toLowerCase() ?? '');
  // One that reads itself ends at the depth.
  if (cte) return cte.columns ?? resultColumns(cte.query, ctes, columnsOf, depth);
  return [...(columnsOf(source.table ?? '') ?? [])];
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
  const sources = path.flatMap((query, index) => {
    const select = query.selects.findLast(({ start, end }) => start <= offset && offset <= end);
    // A query that is itself a source, or a common table expression, does not see its neighbours.
    const inner = path[index - 1];
    const isSource = query.selects.some(({ sources: all }) => all.some((source) => source.query === inner));
    if (inner && (isSource || query.ctes.some((cte) => cte.query === inner))) return [];
    return (select?.sources ?? []).map((source): SqlSource => {
      const isTable = !source.query && !known[index].has(source.table?.toLowerCase() ?? '');
      const { name, table } = source;
      return isTable
        ? { name, table }
        : { name, table, columns: sourceColumns(source, known[index], columnsOf, 0) };
    });
  });
  return {
    sources,
    ctes: [...ctes].map(([, cte]) => {
      const name = path.flatMap((query) => query.ctes).find(({ query }) => query === cte.query)?.name ?? '';
      return { name, table: name, columns: cte.columns ?? resultColumns(cte.query, ctes, columnsOf) };
    }),
  };
}

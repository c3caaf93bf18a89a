import { CLOSING_KEYWORDS, QUERY_KEYWORDS } from './keywords';
import { isSqlName, type Query, type Select, sqlWord } from './query-reader';
import type { SqlToken } from './tokens';

/** A column of a query's result. */
export interface ResultColumn {
  name: string;
  /** The column of a table that it shows as it is, where it is no more than that. */
  base?: { table: string; column: string };
}

/** Columns of a table of the schema by its name in any case. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

/** Common table expressions by their names in small letters. */
export type Ctes = ReadonlyMap<string, { columns?: string[]; query: Query }>;

/** Common table expressions that are known in a query. */
export function withCtes(outer: Ctes, query: Query): Ctes {
  return new Map([...outer, ...query.ctes.map((cte) => [cte.name.toLowerCase(), cte] as const)]);
}

/** An item of a select list: the name it gives its result, and what that is a name for; no name where none is told. */
function itemOf(tokens: readonly SqlToken[]): {
  name?: string;
  isAlias: boolean;
  expression: readonly SqlToken[];
} {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  const none = { isAlias: false, expression: tokens };
  if (!isSqlName(last) || CLOSING_KEYWORDS.has(sqlWord(last))) return none;
  const { value: name } = last;
  if (sqlWord(before) === 'AS') return { name, isAlias: true, expression: tokens.slice(0, -2) };
  if (!before || (before.value === '.' && tokens.length === 3)) return { ...none, name };
  const isExpression =
    (before.kind === 'operator' && before.value !== ')') ||
    (QUERY_KEYWORDS.has(sqlWord(before)) && !CLOSING_KEYWORDS.has(sqlWord(before)));
  return isExpression ? none : { name, isAlias: true, expression: tokens.slice(0, -1) };
}

/** The names that a SELECT gives to its results by an alias. */
export function aliasesOf({ items }: Select): string[] {
  return items.map(itemOf).flatMap(({ name, isAlias }) => (name !== undefined && isAlias ? [name] : []));
}

/** The columns of a query's result; undefined stands for one whose name cannot be told. */
function resultColumns(
  query: Query,
  outer: Ctes,
  columnsOf: ColumnsOf,
  depth: number,
): (ResultColumn | undefined)[] {
  const [select] = query.selects;
  if (!select || depth > 12) return [];
  const ctes = withCtes(outer, query);
  const of = (source: Select['sources'][number]) => sourceColumns(source, ctes, columnsOf, depth + 1);
  const named = (owner: string | undefined) =>
    select.sources.filter(({ name }) => owner === undefined || name.toLowerCase() === owner.toLowerCase());
  // What is joined by UNION comes from several places.
  const told = query.selects.length === 1 ? (column: ResultColumn) => column : unbased;
  return select.items.flatMap((tokens) => {
    const { name, expression } = itemOf(tokens);
    const last = expression.at(-1);
    const isQualified = expression.length === 3 && expression[1].value === '.' && isSqlName(expression[0]);
    const isPlain = isQualified || expression.length === 1;
    const owner = isQualified ? expression[0].value : undefined;
    if (last?.value === '*' && last.kind === 'operator')
      return isPlain ? named(owner).flatMap(of).map(told) : [];
    if (name === undefined) return [undefined];
    const wanted = isPlain && isSqlName(last) ? last.value.toLowerCase() : undefined;
    const found =
      wanted &&
      named(owner)
        .flatMap(of)
        .find((column) => column.name.toLowerCase() === wanted);
    return [found ? told({ ...found, name }) : { name }];
  });
}

function unbased({ name }: ResultColumn): ResultColumn {
  return { name };
}

/** The columns of a source: of a table those of the schema, else those of its query; what cannot be told is left out. */
export function sourceColumns(
  { table, query }: { table?: string; query?: Query },
  ctes: Ctes,
  columnsOf: ColumnsOf,
  depth = 0,
): ResultColumn[] {
  const cte = query ? { query } : ctes.get(table?.toLowerCase() ?? '');
  if (!cte) {
    return (columnsOf(table ?? '') ?? []).map((name) => ({
      name,
      base: { table: table?.toLowerCase() ?? '', column: name },
    }));
  }
  // One that reads itself ends at the depth.
  const own = resultColumns(cte.query, ctes, columnsOf, depth);
  const names = 'columns' in cte ? cte.columns : undefined;
  if (!names) return own.filter((column) => column !== undefined);
  return names.map((name, index) => ({ ...(own.length === names.length ? own[index] : {}), name }));
}

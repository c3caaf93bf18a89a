import type { SchemaTable } from '@/db/console/schema-list';
import { ANALYSIS_FUNCTIONS } from '@/lib/domain/analysis-functions';
import { type SqlSource, scopeAt } from '@/lib/domain/sql/scope';
import { statementAt } from '@/lib/domain/sql/statements';
import { type SqlToken, sqlTokens } from '@/lib/domain/sql/tokens';
import { SQLITE_FUNCTIONS } from './sqlite-functions';

/** A proposal for what is being typed. */
export interface Suggestion {
  label: string;
  /** What is put in the place of the typed part; quoted where SQL demands it. */
  insert: string;
  kind: 'column' | 'table' | 'alias' | 'function' | 'keyword' | 'value';
  detail?: string;
  about?: string;
}

/** The proposals for a place, and the part of the text that they replace. */
export interface Suggestions {
  /** Offsets in the text. */
  from: number;
  to: number;
  items: Suggestion[];
}

/** A text being typed that is to be the value of a column. */
export interface ValueWanted {
  column: string;
  /** Table or view of the column, where it can be told. */
  table?: string;
  typed: string;
  from: number;
  to: number;
}

const KEYWORDS = [
  'SELECT',
  'DISTINCT',
  'FROM',
  'JOIN',
  'LEFT JOIN',
  'CROSS JOIN',
  'ON',
  'USING',
  'AS',
  'WHERE',
  'AND',
  'OR',
  'NOT',
  'IN',
  'IS NULL',
  'IS NOT NULL',
  'LIKE',
  'BETWEEN',
  'EXISTS',
  'GROUP BY',
  'HAVING',
  'ORDER BY',
  'ASC',
  'DESC',
  'LIMIT',
  'OFFSET',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
  'CAST',
  'UNION',
  'UNION ALL',
  'EXCEPT',
  'INTERSECT',
  'WITH',
  'RECURSIVE',
  'OVER',
  'PARTITION BY',
  'VALUES',
  'EXPLAIN QUERY PLAN',
] as const;

/** Words that need quotes as a name, beside those that are no plain word. */
const RESERVED = new Set<string>(KEYWORDS.flatMap((words) => words.split(' ')));

function quotedName(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toUpperCase());
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Tables of the schema by their name in small letters. */
export type SchemaIndex = ReadonlyMap<string, SchemaTable>;

export function schemaIndex(tables: readonly SchemaTable[]): SchemaIndex {
  return new Map(tables.map((table) => [table.name.toLowerCase(), table]));
}

/** The statement around a place with the tokens before it. */
function placeIn(sql: string, offset: number) {
  const range = statementAt(sql, offset);
  const start = range && range.start <= offset ? range.start : offset;
  // What is typed behind a statement's end belongs to it until a semicolon comes.
  const end = Math.max(range?.end ?? offset, offset);
  const statement = sql.slice(start, end);
  const at = offset - start;
  const before = sqlTokens(statement.slice(0, at)).filter(({ kind }) => kind !== 'comment');
  return { start, statement, at, before };
}

const wordOf = (token: SqlToken | undefined) => (token?.kind === 'word' ? token.value.toUpperCase() : '');

/** The columns of a source, with what the schema says of them. */
function columnsOf(source: SqlSource, schema: SchemaIndex): Suggestion[] {
  const table = source.columns ? undefined : schema.get(source.table?.toLowerCase() ?? '');
  const detail = source.name || source.table;
  if (table)
    return table.columns.map(({ name, type, description }) => ({
      label: name,
      insert: quotedName(name),
      kind: 'column',
      detail: `${type.toLowerCase()} · ${detail}`,
      about: description,
    }));
  return (source.columns ?? []).map((name) => ({
    label: name,
    insert: quotedName(name),
    kind: 'column',
    detail,
  }));
}

function tableSuggestion({ name, kind, description }: SchemaTable): Suggestion {
  return { label: name, insert: quotedName(name), kind: 'table', detail: kind, about: description };
}

/** True where a source is expected: behind FROM, JOIN, or a comma of that list. */
function expectsSource(before: readonly SqlToken[]): boolean {
  const last = before.at(-1);
  if (['FROM', 'JOIN'].includes(wordOf(last))) return true;
  if (last?.value !== ',') return false;
  let depth = 0;
  for (const token of before.toReversed()) {
    if (token.value === ')' && token.kind === 'operator') depth += 1;
    if (token.value === '(' && token.kind === 'operator' && depth-- === 0) return false;
    if (depth > 0) continue;
    if (wordOf(token) === 'FROM') return true;
    if (['SELECT', 'WHERE', 'BY', 'ON', 'LIMIT', 'VALUES'].includes(wordOf(token))) return false;
  }
  return false;
}

/**
 * What may be typed at a place: behind a name and a dot its columns; behind FROM and JOIN tables, views and common table
 * expressions; else the columns of the sources there, their names, functions, tables and keywords. Undefined in texts
 * and comments.
 */
export function suggestionsAt(sql: string, offset: number, schema: SchemaIndex): Suggestions | undefined {
  const { start, statement, at, before } = placeIn(sql, offset);
  if (isInComment(statement, at)) return undefined;
  const last = before.at(-1);
  if (last && last.end === at && ['string', 'blob', 'number', 'parameter'].includes(last.kind))
    return undefined;
  if (last?.kind === 'illegal' && last.value.startsWith("'")) return undefined;

  const isTyping = last !== undefined && last.end === at && (last.kind === 'word' || last.kind === 'illegal');
  const typedFrom = isTyping ? last.start : at;
  const place = isTyping ? before.slice(0, -1) : before;
  const scope = scopeAt(statement, at, (name) =>
    schema.get(name.toLowerCase())?.columns.map((column) => column.name),
  );
  const answer = (items: Suggestion[]): Suggestions => ({
    from: start + typedFrom,
    to: offset,
    items: unique(items),
  });

  if (place.at(-1)?.value === '.' && place.at(-1)?.kind === 'operator') {
    const owner = place.at(-2)?.value.toLowerCase();
    const source = scope.sources.find(({ name }) => name.toLowerCase() === owner);
    if (source) return answer(columnsOf(source, schema));
    const table = schema.get(owner ?? '');
    return answer(table ? columnsOf({ name: table.name, table: table.name }, schema) : []);
  }
  const ctes = scope.ctes.map(
    ({ name }): Suggestion => ({ label: name, insert: quotedName(name), kind: 'table', detail: 'WITH' }),
  );
  const tables = [...schema.values()].map(tableSuggestion);
  if (expectsSource(place)) return answer([...ctes, ...tables]);

  const aliases = scope.sources
    .filter(({ name }) => name !== '')
    .map(
      ({ name, table }): Suggestion => ({
        label: name,
        insert: quotedName(name),
        kind: 'alias',
        detail: table,
      }),
    );
  const functions = [...ANALYSIS_FUNCTIONS, ...SQLITE_FUNCTIONS].map(
    ({ name, signature, description }): Suggestion => ({
      label: name,
      insert: `${name}(`,
      kind: 'function',
      detail: signature,
      about: description,
    }),
  );
  const keywords = KEYWORDS.map((word): Suggestion => ({ label: word, insert: word, kind: 'keyword' }));
  return answer([
    ...scope.sources.flatMap((source) => columnsOf(source, schema)),
    ...aliases,
    ...functions,
    ...ctes,
    ...tables,
    ...keywords,
  ]);
}

/** grafana/clickhouse-datasource#1820: each thing once, the first that was named. */
function unique(items: Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return items.filter(({ kind, label, detail }) => {
    const key = `${kind} ${label} ${kind === 'column' ? detail : ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

function isInComment(statement: string, at: number): boolean {
  return sqlTokens(statement).some(
    ({ kind, start, end, value }) =>
      kind === 'comment' && start < at && (at < end || (at === end && value.startsWith('--'))),
  );
}

/** The column whose value is being typed as a text at a place, as behind `key = '`; undefined elsewhere. */
export function valueAt(sql: string, offset: number, schema: SchemaIndex): ValueWanted | undefined {
  const { start, statement, at, before } = placeIn(sql, offset);
  const last = before.at(-1);
  if (last?.kind !== 'illegal' || !last.value.startsWith("'")) return undefined;
  let index = before.length - 2;
  // One of a list: back to its beginning.
  if ([',', '('].includes(before[index]?.value ?? '')) {
    while (index >= 0 && before[index].value !== '(') index -= 1;
    index -= 1;
  }
  const operator = before[index]?.value.toUpperCase() ?? '';
  if (!['=', '==', '<>', '!=', 'IN', 'LIKE', 'IS', 'NOT'].includes(operator)) return undefined;
  while (['NOT', 'IN', 'IS', 'LIKE'].includes(wordOf(before[index]))) index -= 1;
  if (['=', '==', '<>', '!='].includes(before[index]?.value ?? '')) index -= 1;
  const column = before[index];
  if (column?.kind !== 'word' && column?.kind !== 'quoted') return undefined;
  const scope = scopeAt(statement, at, (name) =>
    schema.get(name.toLowerCase())?.columns.map(({ name: own }) => own),
  );
  const owner = before[index - 1]?.value === '.' ? before[index - 2]?.value.toLowerCase() : undefined;
  const holds = (source: SqlSource) =>
    schema
      .get(source.table?.toLowerCase() ?? '')
      ?.columns.some(({ name }) => name.toLowerCase() === column.value.toLowerCase());
  const source = scope.sources.find((one) => (owner ? one.name.toLowerCase() === owner : holds(one)));
  // The text may go on behind the cursor, to its closing quote.
  const rest = /^[^'\n]*/.exec(statement.slice(at))?.[0] ?? '';
  const isClosed = statement[at + rest.length] === "'";
  return {
    column: column.value.toLowerCase(),
    table: source?.table?.toLowerCase(),
    typed: last.value.slice(1),
    from: start + last.start + 1,
    to: offset + (isClosed ? rest.length : 0),
  };
}

/** What a name at a place means: a column of a source there, a table, a function. */
export function meaningAt(
  sql: string,
  offset: number,
  schema: SchemaIndex,
): { from: number; to: number; title: string; about: string } | undefined {
  const { start, statement, at } = placeIn(sql, offset);
  const tokens = sqlTokens(statement).filter(({ kind }) => kind !== 'comment');
  const index = tokens.findIndex((token) => token.start <= at && at < token.end);
  const token = tokens[index];
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
  const told = (title: string, about = '') => ({
    from: start + token.start,
    to: start + token.end,
    title,
    about,
  });
  const name = token.value.toLowerCase();
  const functionNamed = [...ANALYSIS_FUNCTIONS, ...SQLITE_FUNCTIONS].find((one) => one.name === name);
  if (functionNamed && tokens[index + 1]?.value === '(')
    return told(functionNamed.signature, functionNamed.description);

  const scope = scopeAt(statement, at, (table) =>
    schema.get(table.toLowerCase())?.columns.map((column) => column.name),
  );
  const owner = tokens[index - 1]?.value === '.' ? tokens[index - 2]?.value.toLowerCase() : undefined;
  const sources = owner
    ? scope.sources.filter((source) => source.name.toLowerCase() === owner)
    : scope.sources;
  const alias = owner ? undefined : scope.sources.find((source) => source.name.toLowerCase() === name);
  const isBeforeDot = tokens[index + 1]?.value === '.';
  if (!isBeforeDot) {
    for (const source of sources) {
      const table = source.columns ? undefined : schema.get(source.table?.toLowerCase() ?? '');
      const column = table?.columns.find((one) => one.name.toLowerCase() === name);
      if (table && column)
        return told(`${table.name}.${column.name} ${column.type.toLowerCase()}`, column.description);
    }
  }
  const table = schema.get(alias?.table?.toLowerCase() ?? name);
  if (table) return told(`${table.name} (${table.kind})`, table.description);
  return undefined;
}

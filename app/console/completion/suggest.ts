import type { SchemaTable } from '@/db/console/schema-list';
import { sqlWord } from '@/lib/domain/sql/query-reader';
import { type SqlSource, scopeAt } from '@/lib/domain/sql/scope';
import type { SqlDialect } from '@/lib/domain/sql/token-rules';
import { type SqlToken, sqlTokens } from '@/lib/domain/sql/tokens';
import { placeIn, type SchemaIndex, schemaColumns } from './place';
import { snippetsOf } from './snippets';
import { functionsOf } from './sql-functions';

/** A proposal for what is being typed. */
export interface Suggestion {
  label: string;
  /** What is put in the place of the typed part; quoted where SQL demands it. Of a snippet, with the places of its `body`. */
  insert: string;
  kind: 'column' | 'table' | 'alias' | 'function' | 'keyword' | 'value' | 'snippet';
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

/** The columns of a source, with what the schema says of them. */
function columnsOf(source: SqlSource, schema: SchemaIndex): Suggestion[] {
  const table = source.columns ? undefined : schema.get(source.table?.toLowerCase() ?? '');
  const detail = source.name || source.table;
  if (table)
    return table.columns.map(({ name, sql, type, description }) => ({
      label: name,
      insert: sql ?? quotedName(name),
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

function tableSuggestion({ name, sql, kind, description }: SchemaTable): Suggestion {
  return { label: name, insert: sql ?? quotedName(name), kind: 'table', detail: kind, about: description };
}

/** The tables of a schema, behind whose name and dot they are typed. */
function tablesOfSchema(owner: string, schema: SchemaIndex): Suggestion[] {
  const prefix = `${owner}.`;
  return [...schema.values()]
    .filter(({ name }) => name.toLowerCase().startsWith(prefix))
    .map(tableSuggestion)
    .map((table) => ({
      ...table,
      label: table.label.slice(prefix.length),
      insert: table.insert.slice(sqlTokens(table.insert)[1].end),
    }));
}

/** True where a source is expected: behind FROM, JOIN, or a comma of that list. */
function expectsSource(before: readonly SqlToken[]): boolean {
  const last = before.at(-1);
  if (['FROM', 'JOIN'].includes(sqlWord(last))) return true;
  if (last?.value !== ',') return false;
  let depth = 0;
  for (const token of before.toReversed()) {
    if (token.value === ')' && token.kind === 'operator') depth += 1;
    if (token.value === '(' && token.kind === 'operator' && depth-- === 0) return false;
    if (depth > 0) continue;
    if (sqlWord(token) === 'FROM') return true;
    if (['SELECT', 'WHERE', 'BY', 'ON', 'LIMIT', 'VALUES'].includes(sqlWord(token))) return false;
  }
  return false;
}

/**
 * What may be typed at a place: behind a name and a dot its columns; behind FROM and JOIN tables, views and common table
 * expressions; else the columns of the sources there, their names, functions, tables and keywords. Undefined in texts
 * and comments.
 */
export function suggestionsAt(
  sql: string,
  offset: number,
  schema: SchemaIndex,
  dialect: SqlDialect = 'sqlite',
): Suggestions | undefined {
  const { start, statement, at, before } = placeIn(sql, offset, dialect);
  if (isInComment(statement, at, dialect)) return undefined;
  const last = before.at(-1);
  if (last && last.end === at && ['string', 'blob', 'number', 'parameter'].includes(last.kind))
    return undefined;
  // A text that is still open; in PostgreSQL it may have letters before it, or stand between dollars.
  if (last?.kind === 'illegal' && /^(\w|[uU]&)?'|^\$/.test(last.value)) return undefined;

  const isTyping = last !== undefined && last.end === at && (last.kind === 'word' || last.kind === 'illegal');
  const typedFrom = isTyping ? last.start : at;
  const place = isTyping ? before.slice(0, -1) : before;
  const scope = scopeAt(statement, at, schemaColumns(schema), dialect);
  const answer = (items: Suggestion[]): Suggestions => ({
    from: start + typedFrom,
    to: offset,
    items: unique(items),
  });

  if (place.at(-1)?.value === '.' && place.at(-1)?.kind === 'operator') {
    const owner = place.at(-2)?.value.toLowerCase();
    const source = scope.sources.find(({ name }) => name.toLowerCase() === owner);
    const table = schema.get(owner ?? '');
    const named = source ?? (table && { name: table.name, table: table.name });
    return answer([...(named ? columnsOf(named, schema) : []), ...tablesOfSchema(owner ?? '', schema)]);
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
  const functions = functionsOf(dialect).map(
    ({ name, signature, description }): Suggestion => ({
      label: name,
      insert: `${name}(`,
      kind: 'function',
      detail: signature,
      about: description,
    }),
  );
  // Whole statements, where one begins.
  const snippets = place.length > 0 ? [] : snippetsOf(dialect, schema.has('run_results'));
  const keywords = KEYWORDS.map((word): Suggestion => ({ label: word, insert: word, kind: 'keyword' }));
  return answer([
    ...scope.sources.flatMap((source) => columnsOf(source, schema)),
    ...aliases,
    ...functions,
    ...ctes,
    ...tables,
    ...snippets.map(
      ({ label, about, body }): Suggestion => ({ label, insert: body, kind: 'snippet', about }),
    ),
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

function isInComment(statement: string, at: number, dialect: SqlDialect): boolean {
  return sqlTokens(statement, dialect).some(
    ({ kind, start, end, value }) =>
      kind === 'comment' && start < at && (at < end || (at === end && value.startsWith('--'))),
  );
}

import type { SchemaTable } from '@/db/console/schema-list';
import { QUERY_KEYWORDS } from '@/lib/domain/sql/keywords';
import type { SqlSource } from '@/lib/domain/sql/scope';
import { type SqlToken, sqlTokens } from '@/lib/domain/sql/tokens';
import { clauseOf, mayBeNamed } from './clause';
import { placedColumns, type SchemaIndex } from './place';

/** A proposal for what is being typed. */
export interface Suggestion {
  label: string;
  /** What is put in the place of the typed part; quoted where SQL demands it. Of a snippet, with the places of its `body`. */
  insert: string;
  kind: 'column' | 'table' | 'alias' | 'function' | 'keyword' | 'value' | 'snippet';
  detail?: string;
  about?: string;
}

export const KEYWORDS = [
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
  'WITH RECURSIVE',
  'OVER',
  'PARTITION BY',
  'VALUES',
  'EXPLAIN QUERY PLAN',
] as const;

/** Keywords that begin an expression or a statement, and so never follow one. */
const BEGINNINGS = new Set<string>([
  'DISTINCT',
  'EXISTS',
  'CASE',
  'CAST',
  'WITH',
  'WITH RECURSIVE',
  'VALUES',
  'EXPLAIN QUERY PLAN',
]);

export function quotedName(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !QUERY_KEYWORDS.has(name.toUpperCase());
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The columns of a source, with what the schema says of them. */
export function columnsOf(source: SqlSource, schema: SchemaIndex): Suggestion[] {
  return placedColumns(source, schema).map(({ name, owner, base }): Suggestion => {
    const ofQuery = source.table === undefined ? '' : `of WITH ${source.table}`;
    const type = base ? base.column.type.toLowerCase() : ofQuery;
    return {
      label: name,
      insert: (!source.columns && base?.column.sql) || quotedName(name),
      kind: 'column',
      detail: [type, !base && owner === source.table ? '' : owner].filter(Boolean).join(' · '),
      about: base?.column.description,
    };
  });
}

export function tableSuggestion({ name, sql, kind, description }: SchemaTable): Suggestion {
  return { label: name, insert: sql ?? quotedName(name), kind: 'table', detail: kind, about: description };
}

/** The tables of a schema, behind whose name and dot they are typed; the main one's are named without it. */
export function tablesOfSchema(owner: string, schema: SchemaIndex): Suggestion[] {
  if (owner === 'main') {
    const isOwn = ({ name, sql }: SchemaTable) => !name.includes('.') || sql === undefined;
    return [...schema.values()].filter(isOwn).map(tableSuggestion);
  }
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

/** The keywords that may follow an expression or source, those that begin with what is typed. */
export function keywordsBehind(place: readonly SqlToken[], typed: string): Suggestion[] {
  // One letter is the usual alias, and Enter would put a keyword in its place.
  if (mayBeNamed(place) && typed.length === 1) return [];
  const isBehindWith = clauseOf(place) === 'WITH';
  return KEYWORDS.filter(
    (word) =>
      word.startsWith(typed.toUpperCase()) && !BEGINNINGS.has(word) && (word !== 'SELECT' || isBehindWith),
  ).map(keywordSuggestion);
}

export function keywordSuggestion(word: string): Suggestion {
  return { label: word, insert: word, kind: 'keyword' };
}

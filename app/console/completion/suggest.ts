import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { scopeAt } from '@/lib/domain/sql/scope';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { clauseOf, expectsSource, isBehindExpression, isNewName } from './clause';
import { placeIn, type SchemaIndex, schemaColumns, tableNamed } from './place';
import {
  columnsOf,
  KEYWORDS,
  keywordSuggestion,
  keywordsBehind,
  quotedName,
  type Suggestion,
  tableSuggestion,
  tablesOfSchema,
} from './proposals';
import { snippetsOf } from './snippets';
import { functionsOf } from './sql-functions';

/** The proposals for a place, and the part of the text that they replace. */
export interface Suggestions {
  /** Offsets in the text. */
  from: number;
  to: number;
  items: Suggestion[];
  /** True when more or others may be right as soon as the next letter is typed. */
  isIncomplete: boolean;
}

/**
 * What may be typed at a place: behind a name and a dot its columns; behind FROM and JOIN tables, views and common table
 * expressions; behind an expression the keywords that may follow it; else the columns of the sources there, their names,
 * functions, tables and keywords, in ORDER BY and its like first the aliases of the results. Undefined in texts and
 * comments, and where a name is made up.
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

  const quote = last?.kind === 'illegal' ? /^["`[]/.exec(last.value)?.[0] : undefined;
  const isTyping =
    last !== undefined && last.end === at && (last.kind === 'word' || last.kind === 'illegal' || !!quote);
  const typedFrom = isTyping ? last.start : at;
  const place = isTyping ? before.slice(0, -1) : before;
  const typed = isTyping ? last.value : '';
  const scope = scopeAt(statement, at, schemaColumns(schema), dialect);
  const answer = (items: Suggestion[], isIncomplete = false): Suggestions => {
    const found = { from: start + typedFrom, to: offset, items: unique(items), isIncomplete };
    return quote ? insideQuotes(found, quote, statement.slice(at)) : found;
  };

  if (place.at(-1)?.value === '.' && place.at(-1)?.kind === 'operator') {
    const owner = place.at(-2)?.value.toLowerCase();
    const source = [...scope.sources, ...scope.ctes].find(({ name }) => name.toLowerCase() === owner);
    const table = tableNamed(schema, owner);
    const named = source ?? (table && { name: table.name, table: table.name });
    return answer([...(named ? columnsOf(named, schema) : []), ...tablesOfSchema(owner ?? '', schema)]);
  }
  if (isNewName(place)) return undefined;
  if (isBehindExpression(place)) return answer(keywordsBehind(place, typed), true);
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
  const results = ['GROUP', 'HAVING', 'ORDER'].includes(clauseOf(place)) ? scope.aliases : [];
  return answer([
    ...results.map(
      (name): Suggestion => ({ label: name, insert: quotedName(name), kind: 'column', detail: 'result' }),
    ),
    ...scope.sources.flatMap((source) => columnsOf(source, schema)),
    ...aliases,
    ...functions,
    ...ctes,
    ...tables,
    ...snippets.map(
      ({ label, about, body }): Suggestion => ({ label, insert: body, kind: 'snippet', about }),
    ),
    ...KEYWORDS.map(keywordSuggestion),
  ]);
}

/** Names alone, without the quotes in which they are typed; a quote that is not closed yet is. */
function insideQuotes({ from, to, items, ...rest }: Suggestions, quote: string, behind: string): Suggestions {
  const close = quote === '[' ? ']' : quote;
  const within = behind.slice(0, behind.indexOf(close));
  const isClosed = behind.includes(close) && /^[\w ]*$/.test(within);
  return {
    ...rest,
    from: from + 1,
    to: isClosed ? to + within.length : to,
    items: items
      .filter(({ kind }) => ['column', 'table', 'alias'].includes(kind))
      .map((item) => ({
        ...item,
        insert: item.label.replaceAll(close, close + close) + (isClosed ? '' : close),
      })),
  };
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

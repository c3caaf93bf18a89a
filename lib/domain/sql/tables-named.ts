import { isSqlName, type Query, readQuery, sqlWord } from './query-reader';
import { sqlTokens } from './tokens';

/**
 * The tables that a statement names as sources, each once, in small letters; common table expressions are none. Of
 * what is half written it tells what it can.
 */
export function tablesNamed(sql: string): string[] {
  return [...new Set([...sourcesOf(readQuery(sql), new Set()), ...listsOf(sql)])];
}

function sourcesOf(query: Query, outer: ReadonlySet<string>): string[] {
  const ctes = new Set([...outer, ...query.ctes.map(({ name }) => name.toLowerCase())]);
  const own = query.selects.flatMap(({ sources }) =>
    sources.flatMap(({ table }) => (table && !ctes.has(table.toLowerCase()) ? [table.toLowerCase()] : [])),
  );
  return [...own, ...query.inner.flatMap((inner) => sourcesOf(inner, ctes))];
}

/** Tables behind IN without parentheses: `x IN chosen`. */
function listsOf(sql: string): string[] {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'comment');
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    return sqlWord(token) === 'IN' && isSqlName(next) ? [next.value.toLowerCase()] : [];
  });
}

/** The parameters that a statement names, without their mark, each once; those written as `?` are none. */
export function paramsNamed(sql: string): string[] {
  const names = sqlTokens(sql).flatMap(({ kind, value }) =>
    kind === 'parameter' && value[0] !== '?' ? [value.slice(1)] : [],
  );
  return [...new Set(names)];
}

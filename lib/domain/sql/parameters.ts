import { type SqlToken, sqlTokens } from './tokens';

/** A parameter where it stands in a statement. */
export interface SqlParameter {
  token: SqlToken;
  /** SQLite's number of it, from 1. */
  number: number;
  /** Without its mark; the number of one that is written as `?`. */
  name: string;
}

/**
 * The parameters of a statement with SQLite's numbers (expr.c, sqlite3ExprAssignVarNumber): `?` and a new name take the
 * one behind the largest so far, `?5` takes 5, a name that was there before, mark included, keeps its own.
 */
export function sqlParameters(sql: string): SqlParameter[] {
  const numbers = new Map<string, number>();
  let largest = 0;
  return sqlTokens(sql).flatMap((token) => {
    if (token.kind !== 'parameter') return [];
    const { value } = token;
    const own = /^\?\d+$/.test(value) ? Number(value.slice(1)) : numbers.get(value);
    const number = own ?? largest + 1;
    if (value !== '?') numbers.set(value, number);
    largest = Math.max(largest, number);
    return [{ token, number, name: value === '?' ? String(number) : value.slice(1) }];
  });
}

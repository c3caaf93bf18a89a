import type { Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { sqlParameters } from '@/lib/domain/sql/parameters';
import type { QueryParam, QueryParams } from './query-result';

/** SQLite's storage for a JavaScript value: a `number` is a real, also a whole one, or 3 / 2.0 would be 1. */
function toBound(value: QueryParam): null | bigint | number | string {
  return typeof value === 'boolean' ? BigInt(value) : value;
}

/**
 * Gives a statement the values of its parameters: by name, for those written as `?` by their number; or a list, for those
 * written as `?` in order. Values of other names are left out.
 *
 * @throws AppError `query_failed` for a parameter without a value.
 */
export function bindParams(statement: Statement, params: QueryParams): Statement {
  if (Array.isArray(params)) return params.length > 0 ? statement.bind(...params.map(toBound)) : statement;
  const values = params as Readonly<Record<string, QueryParam>>;
  const named: Record<string, null | bigint | number | string> = {};
  const ordered: (null | bigint | number | string)[] = [];
  for (const { token, number, name } of sqlParameters(statement.source)) {
    if (!Object.hasOwn(values, name)) throw missing(name);
    // One that `?5` leaves out before it takes a value as well.
    while (ordered.length < number) ordered.push(null);
    ordered[number - 1] = toBound(values[name]);
    if (token.value !== '?') named[name] = ordered[number - 1];
  }
  const names = new Set(
    sqlParameters(statement.source).flatMap(({ token, number }) => (token.value === '?' ? [] : [number])),
  );
  const anonymous = ordered.filter((_, index) => !names.has(index + 1));
  const bound = names.size > 0 ? [...anonymous, named] : anonymous;
  return bound.length > 0 ? statement.bind(...bound) : statement;
}

function missing(name: string): AppError {
  return new AppError(
    'query_failed',
    `The query failed: the parameter ${name} has no value. Give it one, or write the value in its place.`,
  );
}

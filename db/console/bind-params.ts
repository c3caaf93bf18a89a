import type { Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { sqlParameters } from '@/lib/domain/sql/parameters';
import type { QueryParam, QueryParams } from './query-result';

/** SQLite's storage for a JavaScript value: a `number` is a real, also a whole one, or 3 / 2.0 would be 1. */
function toBound(value: QueryParam): null | bigint | number | string {
  return typeof value === 'boolean' ? BigInt(value) : value;
}

/**
 * Gives a statement the values of its parameters by name, those written as `?` by their number. Values of other names are
 * left out.
 *
 * @throws AppError `query_failed` for a parameter without a value.
 */
export function bindParams(statement: Statement, params: QueryParams): Statement {
  const parameters = sqlParameters(statement.source);
  const absent = parameters.find(({ name }) => !Object.hasOwn(params, name));
  if (absent) throw missing(absent.name);
  const named = parameters.filter(({ token }) => token.value !== '?');
  const numbers = new Set(named.map(({ number }) => number));
  const largest = parameters.reduce((most, { number }) => Math.max(most, number), 0);
  // One that `?5` leaves out before it takes a value as well.
  const ordered = Array.from({ length: largest }, (_, index) => index + 1)
    .filter((number) => !numbers.has(number))
    .map((number) => toBound(params[number] ?? null));
  const byName = Object.fromEntries(named.map(({ name }) => [name, toBound(params[name])]));
  const bound = named.length > 0 ? [...ordered, byName] : ordered;
  return bound.length > 0 ? statement.bind(...bound) : statement;
}

function missing(name: string): AppError {
  return new AppError(
    'query_failed',
    `The query failed: the parameter ${name} has no value. Give it one, or write the value in its place.`,
  );
}

import { AppError } from '@/lib/domain/errors';
import type { QueryParams } from '../query-result';
import type { SqliteValue } from '../sqlite-value';

/** Object ids of the types whose values are no texts here (PostgreSQL, catalog pg_type; they never change). */
const BOOL = 16;
const BYTEA = 17;
const INTEGERS: ReadonlySet<number> = new Set([20, 21, 23, 26]);
const FLOATS: ReadonlySet<number> = new Set([700, 701]);

/** Gives the text of each value as the server sent it: the parsers of the driver would round and shift. */
export const AS_SENT = { getTypeParser: () => (text: string | Buffer) => text };

/**
 * The value that the server sent as a text: integers and floats are numbers, `bytea` bytes, `boolean` the words true and
 * false. All else stays the text it is, to the last digit: `numeric`, times, JSON, arrays.
 */
export function postgresValue(text: string | null, type: number): SqliteValue {
  if (text === null) return null;
  if (INTEGERS.has(type)) return BigInt(text);
  if (FLOATS.has(type)) return Number(text);
  if (type === BYTEA) return Buffer.from(text.slice('\\x'.length), 'hex');
  if (type === BOOL) return text === 't' ? 'true' : 'false';
  return text;
}

/**
 * The values for `$1` to `$count` as texts, which the server reads by the types that it found.
 *
 * @throws AppError `query_failed` when one is missing.
 */
export function postgresParams(params: QueryParams, count: number): (string | null)[] {
  return Array.from({ length: count }, (_, index) => {
    const value = params[index + 1];
    if (value === undefined)
      throw new AppError(
        'query_failed',
        `The query failed: the parameter $${index + 1} has no value. Give it one, or write the value in its place.`,
      );
    return value === null ? null : String(value);
  });
}

import { DatabaseError } from 'pg';
import { AppError } from '@/lib/domain/errors';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { refused } from './postgres-gate';

/** What to do about an error, by the class or the code of its SQLSTATE (PostgreSQL, appendix A). */
const ADVICE: Readonly<Record<string, string>> = {
  '42501': ' Have an administrator grant SELECT on it to the user of this connection.',
  '42P01': ' Names that were made with capitals stand in double quotes; text stands in single ones.',
  '42703': ' Names that were made with capitals stand in double quotes; text stands in single ones.',
  '42P18': ' Write a type behind it: $1::integer.',
};

/** What a query says that failed in a PostgreSQL database, with the place of the fault as the server tells it. */
export function toPostgresError(error: unknown, sql: string, timeoutMs: number): AppError {
  if (error instanceof AppError) return error;
  const { message } = error as Error;
  if (!(error instanceof DatabaseError))
    return new AppError(
      'query_failed',
      `The query failed: the connection to the server broke (${message}). Run it again.`,
      { cause: error },
    );
  const { code = '', hint } = error;
  if (code === '57014' && message.includes('timeout'))
    return new AppError(
      'query_limit',
      `The query was stopped: it ran longer than ${timeoutMs} ms. Filter or aggregate earlier, or ask for more time.`,
    );
  if (code === '25006') return refused(`${message}. Only reading is possible here`);
  if (/multiple commands/.test(message))
    return refused('it holds more than one statement. Run them one after the other');
  if (/^5[34]/.test(code))
    return new AppError('query_limit', `The query was stopped by the server: ${message}.`, { cause: error });
  const place = placeOf(sql, error.position);
  const isNamed = place !== undefined && /^[:@]/.test(sql.slice(place.start));
  const advice = isNamed
    ? ' PostgreSQL numbers its parameters: $1, $2.'
    : hint
      ? ` ${hint}`
      : (ADVICE[code] ?? '');
  return new AppError('query_failed', `The query failed: ${message}.${advice}`, {
    cause: error,
    issues: place ? [{ path: 'sql', message, ...place }] : [],
  });
}

/** The word at a place that PostgreSQL counts in characters from 1; offsets in UTF-16 units. */
function placeOf(sql: string, position: string | undefined): { start: number; end: number } | undefined {
  if (!position) return undefined;
  const start = [...sql].slice(0, Number(position) - 1).join('').length;
  const token = sqlTokens(sql, 'postgres').find((one) => one.start <= start && start < one.end);
  return { start, end: token?.end ?? Math.min(start + 1, sql.length) };
}

/** Why a server could not be reached or did not let the user in, and what to do; passwords are in none of these. */
export function connectFault(error: unknown): string {
  const faults = error instanceof AggregateError ? error.errors : [error];
  const message = faults.map((one: Error) => one.message).join('; ');
  if (/does not support SSL/.test(message))
    return `${message}. Add the connection anew with ?sslmode=disable, if its network is trusted`;
  if (/certificate/i.test(message))
    return `${message}. Have the server use a certificate that this machine trusts, or add the connection anew with ?sslmode=require`;
  const code = error instanceof DatabaseError ? error.code : undefined;
  if (code === '28P01' || code === '28000' || /password must be a string/.test(message))
    return `${message}. Add the connection anew with the right user and password`;
  return `${message}. Check that the server runs and its address by "lathe connection list"`;
}

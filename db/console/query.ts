import { randomUUID } from 'node:crypto';
import { AppError, toAppError } from '@/lib/domain/errors';
import type { QueryLimits } from './limits';
import type { GivenTables, QueryParams, QueryResult, WholeCell } from './query-result';

/** Where a query was asked. */
export type QuerySource = 'console' | 'note' | 'cli';

/** What every task of the pool is told: the statement, and who asks. */
export interface Asked {
  sql: string;
  params?: QueryParams;
  timeoutMs?: number;
  /** Name of the person, for the log. */
  by: string;
  /** What tells persons apart, where a name does not; `by` by default. */
  owner?: string;
  source: QuerySource;
  /** Where it is asked, as `parseQueryConnection` reads it; the tracking database by default. */
  connection?: string;
  /** Chosen by the asker, to cancel by; random by default. */
  id?: string;
  signal?: AbortSignal;
}

/** One query as it is asked of the pool. */
export interface Query extends Asked {
  maxRows?: number;
  /** Rows that the statement may read as tables, by the names given here. */
  tables?: GivenTables;
  /** True to be told which tables of the database the query reads. */
  wantsTables?: boolean;
}

/** What happened to one query: the row of the query log. */
export interface QueryLogEntry {
  /** 32 hex digits. */
  uid: string;
  by: string;
  source: QuerySource;
  sql: string;
  params: QueryParams;
  /** As it was asked for; '' for the tracking database. */
  connection: string;
  /** UTC milliseconds. */
  startedAt: number;
  /** Milliseconds from being asked to the answer, the wait for a place included. */
  elapsedMs: number;
  rows: number | null;
  truncated: QueryResult['truncated'];
  errorCode: string | null;
  errorMessage: string | null;
}

/**
 * The rows and the time that a query asks for, or those it gets when it asks for none.
 *
 * @throws AppError `invalid_argument` for more than the ceilings, and for SQL that is too long.
 */
export function checkedRequest(
  query: Pick<Query, 'sql' | 'maxRows' | 'timeoutMs'>,
  limits: QueryLimits,
): { maxRows: number; timeoutMs: number } {
  const { sql, maxRows = limits.maxRows, timeoutMs = limits.timeoutMs } = query;
  requireWithin('rows', maxRows, limits.maxRowsCeiling);
  requireWithin('milliseconds', timeoutMs, limits.timeoutMsCeiling);
  requireWithin('characters of SQL', Math.max(sql.length, 1), limits.maxSqlLength);
  return { maxRows, timeoutMs };
}

function requireWithin(what: string, value: number, ceiling: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= ceiling) return;
  throw new AppError(
    'invalid_argument',
    `The query was not run: it asks for ${value} ${what}, and a whole number from 1 to ${ceiling} is possible.`,
  );
}

/** Begins the log's row of a query; what it gives is called once, when the query has ended, and never throws. */
export function queryEnd(
  { by, source, sql, params = {}, connection = '' }: Asked,
  log: (entry: QueryLogEntry) => void,
): (rows: number | null, truncated: QueryResult['truncated'], thrown?: unknown) => void {
  const startedAt = Date.now();
  const uid = randomUUID().replaceAll('-', '');
  return (rows, truncated, thrown) => {
    const error = thrown === undefined ? undefined : toAppError(thrown);
    const end = { errorCode: error?.code ?? null, errorMessage: error?.message ?? null };
    try {
      const elapsedMs = Date.now() - startedAt;
      log({ uid, by, source, sql, params, connection, startedAt, rows, truncated, ...end, elapsedMs });
    } catch (failure) {
      // An answer that was found is not lost because it could not be logged, on a full disk say.
      console.error('The query log could not be written:', failure);
    }
  };
}

/** Does the work of a query and tells the log what came of it. @throws AppError what the work throws. */
export async function logged<T extends QueryResult | WholeCell>(
  asked: Asked,
  log: (entry: QueryLogEntry) => void,
  work: () => Promise<T>,
): Promise<T> {
  const tell = queryEnd(asked, log);
  try {
    const result = await work();
    if ('rows' in result) tell(result.rows.length, result.truncated);
    else tell(1, false);
    return result;
  } catch (thrown) {
    tell(null, false, thrown);
    throw toAppError(thrown);
  }
}

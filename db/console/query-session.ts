import { performance } from 'node:perf_hooks';
import Database, { type Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import type { QueryParam, QueryParams, QueryRequest, QueryResult } from './query-result';
import { readResult } from './result-reader';
import { checkReadsOnly } from './sql-gate';

/** One read-only connection that answers queries; it lives in the query process. */
export interface QuerySession {
  /**
   * Runs one statement and gives its rows up to the limits of the request.
   *
   * @throws AppError `query_refused` for a statement that does not only read, `query_failed` for what SQLite
   *   refuses, `query_limit` when memory or temporary disk ran out.
   */
  run(request: QueryRequest): QueryResult;
  close(): void;
}

/**
 * Opens a tracking database for queries: read-only, `query_only`, `trusted_schema` off. Temporary storage stays on
 * disk, where the operating system's limit on file sizes holds.
 *
 * @throws AppError `storage_failed` when the file is missing or no database.
 */
export function openQuerySession(databasePath: string): QuerySession {
  let connection: Database.Database;
  try {
    connection = new Database(databasePath, { readonly: true, fileMustExist: true, timeout: 5_000 });
    connection.pragma('query_only = 1');
    connection.pragma('trusted_schema = 0');
  } catch (error) {
    throw new AppError(
      'storage_failed',
      `The database ${databasePath} could not be opened for reading: ${(error as Error).message}. Check LATHE_DATA_DIR and that the app has been started once.`,
      { cause: error },
    );
  }
  return {
    run: (request) => {
      const start = performance.now();
      const { isExplain } = checkReadsOnly(request.sql);
      try {
        const statement = connection.prepare(request.sql);
        requireReader(statement, isExplain);
        bind(statement, request.params);
        const result = readResult(statement, request);
        return { ...result, elapsedMs: Math.round((performance.now() - start) * 10) / 10 };
      } catch (error) {
        throw toQueryError(error);
      }
    },
    close: () => connection.close(),
  };
}

/** `readonly` alone would let ATTACH pass, `reader` alone INSERT ... RETURNING. */
function requireReader(statement: Statement, isExplain: boolean): void {
  if (statement.reader && (statement.readonly || isExplain)) return;
  throw new AppError(
    'query_refused',
    'The query was refused: SQLite says that the statement writes or changes the connection. Only reading is possible here.',
  );
}

/** SQLite's storage for a JavaScript value: whole numbers are integers, not reals. */
function toBound(value: QueryParam): null | bigint | number | string {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function bind(statement: Statement, params: QueryParams): void {
  if (Array.isArray(params)) {
    if (params.length > 0) statement.bind(...params.map(toBound));
    return;
  }
  const entries = Object.entries(params).map(([name, value]) => [name, toBound(value)]);
  // A statement without parameters takes an empty object only when nothing is asked of it.
  statement.bind(Object.fromEntries(entries));
}

const LIMIT_CODES: Readonly<Record<string, string>> = {
  SQLITE_NOMEM:
    'it needed more memory than a query may have. Read fewer rows or shorter values, or aggregate earlier',
  SQLITE_FULL: 'its temporary files grew beyond what a query may write. Sort or group fewer rows',
  SQLITE_IOERR_WRITE: 'its temporary files grew beyond what a query may write. Sort or group fewer rows',
  SQLITE_TOOBIG: 'one of its values is larger than a value may be (about 500 MB). Read a part of it',
};

function toQueryError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { message } = error as Error;
  if (error instanceof Database.SqliteError) {
    const limit = LIMIT_CODES[error.code] ?? LIMIT_CODES[error.code.split('_').slice(0, 3).join('_')];
    if (limit) return new AppError('query_limit', `The query was stopped: ${limit}.`, { cause: error });
    return new AppError('query_failed', `The query failed: ${message}.${advice(message)}`, { cause: error });
  }
  const missing = /Missing named parameter "(.+)"/.exec(message);
  if (missing)
    return new AppError(
      'query_failed',
      `The query failed: the parameter ${missing[1]} has no value. Give it one, or write the value in its place.`,
    );
  if (/more than one statement/.test(message))
    return new AppError(
      'query_refused',
      'The query was refused: it holds more than one statement. Run them one after the other.',
    );
  if (/contains no statements/.test(message))
    return new AppError('query_refused', 'The query was refused: it holds no statement.');
  if (/parameter/i.test(message))
    return new AppError(
      'query_failed',
      `The query failed: ${message}. Give one value for each parameter of the statement.`,
    );
  if (error instanceof RangeError || /memory|string longer/i.test(message))
    return new AppError('query_limit', `The query was stopped: ${LIMIT_CODES.SQLITE_NOMEM}.`);
  return new AppError('query_failed', `The query failed: ${message}.`, { cause: error });
}

function advice(message: string): string {
  if (/^no such (table|column)/.test(message))
    return ' Names are listed by SELECT * FROM column_descriptions; text stands in single quotes.';
  if (/syntax error|incomplete input|unrecognized token/.test(message))
    return ' Look at that place and the words before it.';
  return '';
}

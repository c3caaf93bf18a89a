import { performance } from 'node:perf_hooks';
import Database, { type Statement } from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { sqlParameters } from '@/lib/domain/sql/parameters';
import { syntaxFault } from '@/lib/domain/sql/syntax-fault';
import { bindParams } from './bind-params';
import { describeStatement } from './describe-statement';
import { findErrorPlace } from './error-place';
import { exportRows } from './export/export-rows';
import { giveTables } from './given-tables';
import { openSqlite } from './open-sqlite';
import type { QueryParams, QueryRequest, QueryResult, QueryTask, QueryTasks } from './query-result';
import { readResult, readWholeCell } from './result-reader';
import { readsTracking, type SqliteSource } from './session-source';
import { listSourceSchema } from './source-schema';
import { checkReadsOnly, requireReader } from './sql-gate';
import { tablesRead } from './tables-read';

/** One read-only connection that does tasks; it lives in the query process. */
export interface QuerySession {
  /**
   * Does one task of {@link QueryTasks}: gives the rows of a statement up to limits, tells what a statement is, or
   * gives one value whole.
   *
   * @throws AppError `query_refused` for a statement that does not only read, `query_failed` for what SQLite
   *   refuses, with the place of the fault where it can be told, `query_limit` when memory or temporary disk ran out.
   */
  perform(
    task: QueryTask,
    output: ExportOutput,
  ): QueryTasks[keyof QueryTasks]['result'] | Promise<QueryTasks[keyof QueryTasks]['result']>;
  /** Has the server stop what it computes; a session that computes itself is killed instead. */
  cancel?(): Promise<void>;
  close(): void;
}

/** Where an export goes. */
export interface ExportOutput {
  /** Told once that the statement is a reading one, before the first bytes. */
  start(): void;
  /** Blocks until there is room. */
  write(bytes: Uint8Array): void;
}

/**
 * Opens a source for queries; see {@link openSqlite}.
 *
 * @throws AppError what opening it throws.
 */
export function openQuerySession(source: SqliteSource): QuerySession {
  const connection = openSqlite(source);
  /** A statement that only reads, with its values. */
  const prepare = (sql: string, params: QueryParams) => {
    const { isExplain } = checkReadsOnly(sql);
    const statement = connection.prepare(sql);
    requireReader(statement, isExplain);
    bindParams(statement, isExplain ? explainedParams(sql, params) : params);
    return { statement, isExplain };
  };
  const perform = (task: QueryTask, output: ExportOutput) => {
    switch (task.task) {
      case 'run':
        return runQuery(connection, prepare, task.request, readsTracking(source));
      case 'schema':
        return listSourceSchema(connection, source);
      case 'describe':
        return describeStatement(connection, task.request.sql);
      case 'cell': {
        const { sql, params, ...place } = task.request;
        return readWholeCell(prepare(sql, params).statement, place);
      }
      case 'export': {
        const { sql, params, options } = task.request;
        const { statement } = prepare(sql, params);
        output.start();
        const bound = (text: string) => bindParams(connection.prepare(text), params);
        return { rows: exportRows(connection, statement, bound, options, output.write) };
      }
    }
  };
  return {
    perform: (task, output) => {
      try {
        return perform(task, output);
      } catch (error) {
        throw toQueryError(error, task.request.sql, (sql) => faultOf(connection, sql));
      }
    },
    close: () => connection.close(),
  };
}

type Prepare = (sql: string, params: QueryParams) => { statement: Statement; isExplain: boolean };

function runQuery(
  connection: Database.Database,
  prepare: Prepare,
  request: QueryRequest,
  isTracking: boolean,
): QueryResult {
  const start = performance.now();
  if (request.tables) giveTables(connection, request.tables);
  const { statement, isExplain } = prepare(request.sql, request.params);
  const tablesOf = () =>
    isTracking ? tablesRead(connection, request.sql, (explain) => bindParams(explain, request.params)) : [];
  const tables = request.wantsTables && !isExplain ? { tables: tablesOf() } : {};
  const result = readResult(statement, request);
  return { ...result, elapsedMs: Math.round((performance.now() - start) * 10) / 10, ...tables };
}

/** What SQLite says against a statement; undefined when it takes it. */
function faultOf(connection: Database.Database, sql: string): string | undefined {
  try {
    connection.prepare(sql);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** SQLite plans a statement without values too, but wants them bound: NULL for those that were not given. */
function explainedParams(sql: string, params: QueryParams): QueryParams {
  return { ...Object.fromEntries(sqlParameters(sql).map(({ name }) => [name, null])), ...params };
}

const LIMIT_CODES: Readonly<Record<string, string>> = {
  SQLITE_NOMEM:
    'it needed more memory than a query may have. Read fewer rows or shorter values, or aggregate earlier',
  SQLITE_FULL: 'its temporary files grew beyond what a query may write. Sort or group fewer rows',
  SQLITE_IOERR_WRITE: 'its temporary files grew beyond what a query may write. Sort or group fewer rows',
  SQLITE_TOOBIG: 'one of its values is larger than a value may be (about 500 MB). Read a part of it',
};

function toQueryError(error: unknown, sql: string, fault: (sql: string) => string | undefined): AppError {
  if (error instanceof AppError) return error;
  const { message } = error as Error;
  if (error instanceof Database.SqliteError) {
    const limit = LIMIT_CODES[error.code] ?? LIMIT_CODES[error.code.split('_').slice(0, 3).join('_')];
    if (limit) return new AppError('query_limit', `The query was stopped: ${limit}.`, { cause: error });
    const place = findErrorPlace(sql, message, fault);
    return new AppError('query_failed', `The query failed: ${message}.${advice(message, sql)}`, {
      cause: error,
      issues: place ? [{ path: 'sql', message, ...place }] : [],
    });
  }
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

function advice(message: string, sql: string): string {
  if (/^no such (table|column)/.test(message))
    return ' Names are listed by SELECT * FROM column_descriptions; text stands in single quotes.';
  if (/^database .*is locked/.test(message))
    return ' Another program writes to it: run the query again later.';
  if (/malformed/.test(message)) return ' Its file is damaged: restore it from a copy.';
  if (/syntax error|incomplete input|unrecognized token/.test(message)) {
    const fault = syntaxFault(sql);
    const hint = fault?.message === message ? fault.hint : '';
    return hint === ''
      ? ' Look at that place and the words before it.'
      : ` ${hint[0].toUpperCase()}${hint.slice(1)}.`;
  }
  return '';
}

import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openTrackingDatabase } from '@/db/client';
import { QUERY_LIMITS } from '@/db/console/limits';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool } from '@/db/console/query-pool';
import type { QueryParam, QueryResult } from '@/db/console/query-result';
import { resultToCsv } from '@/db/console/result-csv';
import { databasePath, dataDir } from '@/lib/domain/data-dir';
import { AppError, toAppError } from '@/lib/domain/errors';
import { isNumberText } from '@/lib/domain/number-text';
import { isInteger64 } from '@/lib/domain/typed-param';
import { commandLinePerson } from '../person';
import { resultToTable } from './sql-table';

/** Ways to print a result. */
const FORMATS = ['table', 'json', 'csv'] as const;

interface SqlOptions {
  format: (typeof FORMATS)[number];
  param: Record<string, QueryParam>;
  maxRows: number;
  timeoutMs: number;
  connection?: string;
  attach: string[];
}

/** A value as it would stand in SQL: a number, `null`, a text in single quotes; anything else is a text. */
export function parseParamValue(text: string): QueryParam {
  if (isInteger64(text)) return BigInt(text.replace(/^\+/, ''));
  // A longer whole number is no integer to SQLite either.
  if (isNumberText(text)) return Number(text);
  if (/^null$/i.test(text)) return null;
  return /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function addParam(pair: string, before: Record<string, QueryParam>): Record<string, QueryParam> {
  const split = pair.indexOf('=');
  if (split < 1) throw new InvalidArgumentError(`It is given as name=value; "${pair}" has no "=".`);
  return { ...before, [pair.slice(0, split).replace(/^[:@$]/, '')]: parseParamValue(pair.slice(split + 1)) };
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`A whole number from 1 was expected, "${text}" found.`);
}

/** The text of a result in a format; JSON is `{columns, rows, truncated, elapsedMs}`. */
export function formatResult(result: QueryResult, format: SqlOptions['format']): string {
  if (format === 'csv') return resultToCsv(result);
  return `${format === 'json' ? JSON.stringify(result) : resultToTable(result)}\n`;
}

/** Where a query is asked, as `parseQueryConnection` reads it. */
function queryConnection({ connection, attach }: SqlOptions): string {
  if (connection === undefined) return attach.map((name) => `+${name}`).join('');
  if (attach.length === 0) return connection;
  throw new AppError(
    'invalid_argument',
    'The query was not run: a connection is either asked alone (--connection) or attached to the tracking database (--attach).',
  );
}

/** Runs one statement over the tracking database or a connection; Ctrl+C cancels it. */
async function runSql(sql: string, options: SqlOptions): Promise<QueryResult> {
  const database = openTrackingDatabase(dataDir());
  const pool = createQueryPool({
    databasePath: databasePath(),
    limits: QUERY_LIMITS,
    log: (entry) => insertQueryLog(database, entry),
  });
  const abort = new AbortController();
  const onInterrupt = () => abort.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await pool.run({
      sql: sql === '-' ? readFileSync(0, 'utf8') : sql,
      params: options.param,
      maxRows: options.maxRows,
      timeoutMs: options.timeoutMs,
      connection: queryConnection(options),
      by: commandLinePerson(),
      source: 'cli',
      signal: abort.signal,
    });
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    await pool.close();
    database.close();
  }
}

function notice(result: QueryResult, maxRows: number): string {
  if (result.truncated === 'rows')
    return `Only the first ${maxRows} rows are shown: there are more (--max-rows).\n`;
  return result.truncated === 'bytes'
    ? 'The result is larger than shown: rows or long texts were cut.\n'
    : '';
}

/** `lathe sql`: one reading statement over everything recorded, by the engine of the console. */
export const sqlCommand = new Command('sql')
  .description('Ask the recorded data by SQL: one reading statement, answered as a table, JSON or CSV.')
  // A statement may begin with a comment, which looks like an option.
  .allowUnknownOption()
  .argument('<statement>', 'SELECT, WITH, VALUES or EXPLAIN; "-" reads it from standard input')
  .addOption(new Option('-f, --format <format>', 'form of the answer').choices(FORMATS).default('table'))
  .option(
    '-p, --param <name=value>',
    "value of the parameter :name; a number, null, a text, or a text in single quotes ('12') (repeatable)",
    addParam,
    {},
  )
  .option(
    '--max-rows <n>',
    `rows at most, up to ${QUERY_LIMITS.maxRowsCeiling}`,
    wholeNumber,
    QUERY_LIMITS.maxRows,
  )
  .option(
    '--timeout-ms <ms>',
    `milliseconds at most, up to ${QUERY_LIMITS.timeoutMsCeiling}`,
    wholeNumber,
    QUERY_LIMITS.timeoutMs,
  )
  .option('-c, --connection <name>', 'ask this connection in the place of the tracking database')
  .option(
    '-a, --attach <name>',
    'attach the SQLite file of this connection; its tables are read as NAME.table (repeatable)',
    (name: string, before: string[]) => [...before, name],
    [],
  )
  .action(async (statement: string, options: SqlOptions) => {
    // A reader such as `head` may leave before everything is written.
    process.stdout.once('error', (error: NodeJS.ErrnoException) =>
      process.exit(error.code === 'EPIPE' ? 0 : 1),
    );
    try {
      const result = await runSql(statement, options);
      process.stdout.write(formatResult(result, options.format));
      process.stderr.write(notice(result, options.maxRows));
    } catch (error) {
      process.stderr.write(`${toAppError(error).message}\n`);
      process.exitCode = 1;
    }
  });

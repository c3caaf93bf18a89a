import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Client, type FieldDef } from 'pg';
import Cursor from 'pg-cursor';
import { AppError } from '@/lib/domain/errors';
import type { PostgresConnection } from '../connections';
import { exportWriter } from '../export/export-rows';
import type { QueryParams, QueryTask, QueryTasks } from '../query-result';
import type { ExportOutput, QuerySession } from '../query-session';
import { type DeclaredColumn, noSuchCell, resultReader, wholeCell } from '../result-reader';
import type { PostgresSource } from '../session-source';
import type { SqliteValue } from '../sqlite-value';
import { describePostgres } from './describe-postgres';
import { connectFault, toPostgresError } from './postgres-error';
import { checkReadsPostgres, refused } from './postgres-gate';
import { listPostgresSchema } from './postgres-schema';
import { AS_SENT, postgresParams, postgresValue } from './postgres-values';

const CONNECT_MS = 8_000;
const CANCEL_AGAIN_MS = 50;
/** Rows that are fetched at a time. */
const BATCH_ROWS = 200;

function clientOf({ host, port, database, user, password, ssl }: PostgresConnection): Client {
  return new Client({
    ...{ host, port, database, user, password },
    ssl: ssl !== 'disable' && { rejectUnauthorized: ssl === 'verify-full' },
    application_name: 'lathe',
    connectionTimeoutMillis: CONNECT_MS,
  });
}

/**
 * Connects to a PostgreSQL database, for one task: in a transaction that cannot write, with a time after which the server
 * stops it. Times are told in UTC.
 *
 * @throws AppError `query_failed` when the server is not reached or does not let the user in.
 */
export async function openPostgresSession(source: PostgresSource): Promise<QuerySession> {
  const { connection, timeoutMs } = source;
  const client = clientOf(connection);
  // What a server says between the tasks, when it is stopped say, is heard by the next one.
  client.on('error', () => undefined);
  let backend = 0;
  let isDone = false;
  try {
    await client.connect();
    await begin(client, timeoutMs);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    backend = rows[0].pid;
  } catch (cause) {
    void client.end().catch(() => undefined);
    throw new AppError(
      'query_failed',
      `The query was not run: the connection "${connection.name}" could not be opened: ${connectFault(cause)}.`,
      { cause },
    );
  }
  return {
    perform: async (task, output) => {
      try {
        const result = await perform(client, task, output);
        await client.query('ROLLBACK');
        return result;
      } catch (error) {
        throw toPostgresError(error, task.request.sql, timeoutMs);
      } finally {
        isDone = true;
        await client.end().catch(() => undefined);
      }
    },
    cancel: async () => {
      // By a connection of its own, which is encrypted as the first is: a bare request to cancel is not.
      const other = clientOf(connection);
      other.on('error', () => undefined);
      await other.connect();
      // What comes between two messages to the server stops neither of them: it is asked until the task has ended.
      while (!isDone) {
        await other.query('SELECT pg_cancel_backend($1)', [backend]);
        await setTimeout(CANCEL_AGAIN_MS);
      }
      await other.end();
    },
    close: () => void client.end().catch(() => undefined),
  };
}

/** Settings are LOCAL to the transaction: a pooler before the server gives the session to others afterwards. */
async function begin(client: Client, timeoutMs: number): Promise<void> {
  await client.query(
    `BEGIN TRANSACTION READ ONLY;
     SET LOCAL default_transaction_read_only = on;
     SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)};
     SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(timeoutMs)};
     SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres';
     SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SAVEPOINT settings`,
  );
  try {
    // So that the server looks whether this process still lives while it computes. Not known before version 14.
    await client.query("SET LOCAL client_connection_check_interval = '500ms'");
  } catch {
    await client.query('ROLLBACK TO settings');
  }
  // Once a query has been run, the transaction cannot be made a writing one any more.
  await client.query('SELECT 1');
}

async function perform(
  client: Client,
  task: QueryTask,
  output: ExportOutput,
): Promise<QueryTasks[keyof QueryTasks]['result']> {
  const { sql } = task.request;
  switch (task.task) {
    case 'schema':
      return listPostgresSchema(client);
    case 'describe': {
      const { parameters, fields, isExplain } = await checked(client, sql);
      const names = Array.from({ length: parameters }, (_, index) => String(index + 1));
      return { parameters: names, columns: fields.map(({ name }) => name), isExplain };
    }
    case 'run': {
      const start = performance.now();
      const { columns, rows } = await asked(client, sql, task.request.params);
      const reader = resultReader(columns, task.request);
      for await (const row of rows) if (!reader.take(row)) break;
      const elapsedMs = Math.round((performance.now() - start) * 10) / 10;
      return { ...reader.result(), elapsedMs, ...(task.request.wantsTables ? { tables: [] } : {}) };
    }
    case 'cell': {
      const place = task.request;
      const { rows } = await asked(client, sql, place.params);
      let index = 0;
      for await (const row of rows) {
        if (index++ < place.row) continue;
        if (place.column >= row.length) break;
        return wholeCell(row[place.column], place);
      }
      throw noSuchCell(place);
    }
    case 'export': {
      const { columns, rows } = await asked(client, sql, task.request.params);
      const writer = exportWriter(columns, task.request.options, output.write);
      output.start();
      for await (const row of rows) writer.take(row);
      return { rows: writer.end() };
    }
  }
}

/** What the server says of a statement that reads and gives rows. */
async function checked(
  client: Client,
  sql: string,
): Promise<{ parameters: number; fields: FieldDef[]; isExplain: boolean }> {
  const { isExplain } = checkReadsPostgres(sql);
  const { parameters, fields } = await describePostgres(client, sql);
  if (!fields)
    throw refused('the server says that the statement gives no rows. Only reading is possible here');
  return { parameters, fields, isExplain };
}

/** The columns of a statement, and its rows as they are fetched. */
async function asked(
  client: Client,
  sql: string,
  params: QueryParams,
): Promise<{ columns: DeclaredColumn[]; rows: AsyncIterable<SqliteValue[]> }> {
  const { parameters, fields } = await checked(client, sql);
  const values = postgresParams(params, parameters);
  const { rows: types } = await client.query<{ type: string }>(
    `SELECT upper(format_type(oid, modifier)) AS type
     FROM unnest($1::oid[], $2::integer[]) WITH ORDINALITY AS t(oid, modifier, place) ORDER BY place`,
    [fields.map(({ dataTypeID }) => dataTypeID), fields.map(({ dataTypeModifier }) => dataTypeModifier)],
  );
  const columns = fields.map(({ name }, index) => ({ name, type: types[index].type }));
  return { columns, rows: rowsOf(client, sql, values, fields) };
}

async function* rowsOf(
  client: Client,
  sql: string,
  values: (string | null)[],
  fields: readonly FieldDef[],
): AsyncGenerator<SqliteValue[]> {
  const config = { rowMode: 'array', types: AS_SENT } as const;
  const cursor = client.query(new Cursor<(string | null)[]>(sql, values, config));
  for (;;) {
    const batch = await cursor.read(BATCH_ROWS);
    let isWanted = false;
    try {
      for (const row of batch) yield row.map((text, index) => postgresValue(text, fields[index].dataTypeID));
      isWanted = batch.length === BATCH_ROWS;
    } finally {
      // Also when who reads the rows has left.
      if (!isWanted) await cursor.close();
    }
    if (!isWanted) return;
  }
}

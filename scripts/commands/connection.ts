import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { openTrackingDatabase } from '@/db/client';
import {
  addConnection,
  type Connection,
  getConnection,
  readConnections,
  removeConnection,
} from '@/db/console/connections';
import { QUERY_LIMITS } from '@/db/console/limits';
import { parsePostgresUrl } from '@/db/console/postgres/postgres-url';
import type { QueryLogEntry } from '@/db/console/query';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import { connectionsPath, databasePath, dataDir } from '@/lib/domain/data-dir';
import { AppError, toAppError } from '@/lib/domain/errors';
import { commandLinePerson } from '../person';

interface AddOptions {
  sqlite?: string;
  postgres?: string;
  passwordStdin?: boolean;
}

/** The connection that the options of `connection add` describe. */
function connectionOf(name: string, { sqlite, postgres, passwordStdin }: AddOptions): Connection {
  if ((sqlite === undefined) === (postgres === undefined))
    throw new AppError(
      'invalid_argument',
      'The connection was not added: give it either a file (--sqlite PATH) or a server (--postgres URL).',
    );
  if (sqlite !== undefined) return { name, kind: 'sqlite', path: resolve(sqlite) };
  const address = parsePostgresUrl(postgres ?? '');
  // One line end belongs to the echo that wrote it, not to the password.
  const given = passwordStdin ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : process.env.PGPASSWORD;
  return { name, kind: 'postgres', ...address, ...(given ? { password: given } : {}) };
}

/** A connection in one line: never its password. */
function lineOf(connection: Connection): string {
  if (connection.kind === 'sqlite') return `${connection.name}  sqlite    ${connection.path}`;
  const { name, user, host, port, database, ssl } = connection;
  return `${name}  postgres  ${user}@${host}:${port}/${database} (sslmode ${ssl})`;
}

/** Opens a connection as a query does, and lists its tables. */
async function tryConnection(name: string): Promise<string> {
  const database = openTrackingDatabase(dataDir());
  const log = (entry: QueryLogEntry) => insertQueryLog(database, entry);
  const pool = createQueryPool({ databasePath: databasePath(), limits: QUERY_LIMITS, log });
  try {
    const started = performance.now();
    const tables = await pool.schema({ connection: name, by: commandLinePerson(), source: 'cli' });
    const ms = Math.round(performance.now() - started);
    const answers = `The connection "${name}" answers: ${tables.length} tables and views, read in ${ms} ms.\n`;
    return answers + (await superuserWarning(pool, name));
  } finally {
    await pool.close();
    database.close();
  }
}

/** A SELECT of a superuser can call functions that write files on the server: no transaction stands before that. */
async function superuserWarning(pool: QueryPool, name: string): Promise<string> {
  if (getConnection(connectionsPath(), name).kind !== 'postgres') return '';
  const sql = 'SHOW is_superuser';
  const { rows } = await pool.run({ sql, connection: name, by: commandLinePerson(), source: 'cli' });
  return rows[0][0] === 'on'
    ? "Its user is a superuser, who can do more than read, even from a SELECT. Take a user that may only read: CREATE ROLE lathe LOGIN PASSWORD '...'; GRANT pg_read_all_data TO lathe\n"
    : '';
}

async function told(work: () => string | Promise<string>): Promise<void> {
  try {
    process.stdout.write(await work());
  } catch (error) {
    process.stderr.write(`${toAppError(error).message}\n`);
    process.exitCode = 1;
  }
}

/** `lathe connection`: other databases that queries may read, named by an administrator. */
export function connectionCommand(): Command {
  const command = new Command('connection').description(
    'Name other databases, SQLite files or PostgreSQL, that the SQL console and "lathe sql" may read.',
  );
  command
    .command('add')
    .description('Add a connection. It can be used at once; nothing needs to be restarted.')
    .argument('<name>', 'small letters, digits and underscores; tables are read as NAME.table')
    .option('--sqlite <path>', 'an SQLite file, such as mlflow.db')
    .option(
      '--postgres <url>',
      'postgres://user@host:5432/database?sslmode=disable|require|verify-full; better without its password, which others see in the list of processes',
    )
    .option(
      '--password-stdin',
      'read the password of --postgres from standard input; PGPASSWORD is taken too',
    )
    .action((name: string, options: AddOptions) =>
      told(async () => {
        const connection = connectionOf(name, options);
        addConnection(connectionsPath(), connection);
        const added = `The connection "${name}" is in ${connectionsPath()}.`;
        const advice = `Try it: lathe connection test ${name}\n`;
        // A server may be far away or down; whether a file can be read is known at once.
        if (connection.kind === 'postgres') return `${added} ${advice}`;
        return tryConnection(name).then(
          (answer) => `${added}\n${answer}`,
          (error) => `${added} It does not answer yet. ${toAppError(error).message} ${advice}`,
        );
      }),
    );
  command
    .command('list')
    .description('List the connections, without passwords.')
    .action(() =>
      told(() => {
        const all = readConnections(connectionsPath());
        return all.length === 0
          ? 'There is no connection yet: lathe connection add --help\n'
          : all.map((one) => `${lineOf(one)}\n`).join('');
      }),
    );
  command
    .command('test')
    .description('Open a connection as queries do, and say how many tables it has.')
    .argument('<name>')
    .action((name: string) => told(() => tryConnection(name)));
  command
    .command('remove')
    .description('Remove a connection and its password. The database it names stays as it is.')
    .argument('<name>')
    .action((name: string) =>
      told(() => {
        removeConnection(connectionsPath(), name);
        return `The connection "${name}" is removed.\n`;
      }),
    );
  return command;
}

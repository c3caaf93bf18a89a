import { isAbsolute } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { CONNECTION_NAME } from '@/lib/domain/query-connection';
import { readPrivateFile, replacePrivateFile } from './connection-file';

const name = z
  .string()
  .regex(
    CONNECTION_NAME,
    'a name has 1 to 40 small letters, digits and underscores, and begins with a letter; main and temp are taken',
  );

const sqliteConnection = z.strictObject({
  name,
  kind: z.literal('sqlite'),
  path: z.string().refine((path) => isAbsolute(path) && !path.includes('\0'), 'an absolute path is expected'),
});

const postgresConnection = z.strictObject({
  name,
  kind: z.literal('postgres'),
  /** A name, an address, or the folder of a socket. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  database: z.string().min(1),
  user: z.string().min(1),
  password: z.string().optional(),
  /** `require` encrypts, `verify-full` also checks the certificate and its host name. */
  ssl: z.enum(['disable', 'require', 'verify-full']),
});

const connectionsSchema = z.strictObject({
  connections: z
    .array(z.discriminatedUnion('kind', [sqliteConnection, postgresConnection]))
    .refine(
      (all) => new Set(all.map((one) => one.name)).size === all.length,
      'two connections have the same name',
    ),
});

/** Another SQLite file that queries may read, by its absolute path. */
export type SqliteConnection = z.output<typeof sqliteConnection>;
/** A PostgreSQL database that queries may read. The password leaves the file only for that server. */
export type PostgresConnection = z.output<typeof postgresConnection>;
/** A source of queries beside the tracking database, set up on the command line. */
export type Connection = SqliteConnection | PostgresConnection;

/** What anybody may know of a connection. */
export interface ConnectionSummary {
  name: string;
  kind: Connection['kind'];
}

/**
 * The connections of a file, by name; none when there is no file.
 *
 * @throws AppError `file_invalid` when others than its owner may read or write it, or it has another shape.
 */
export function readConnections(path: string): Connection[] {
  const text = readPrivateFile(path);
  if (text === undefined) return [];
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // What JSON.parse says would quote the file, and with it a password.
    throw invalidFile(path, 'it is not JSON');
  }
  const parsed = connectionsSchema.safeParse(content);
  if (!parsed.success)
    throw invalidFile(
      path,
      parsed.error.issues
        .map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)
        .join('; '),
    );
  return parsed.data.connections.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The connections of a file, by name, without what only the server is to know.
 *
 * @throws AppError as {@link readConnections}.
 */
export function listConnections(path: string): ConnectionSummary[] {
  return readConnections(path).map(({ name: known, kind }) => ({ name: known, kind }));
}

/**
 * The connection of a name.
 *
 * @throws AppError `not_found`, and as {@link readConnections}.
 */
export function getConnection(path: string, wanted: string): Connection {
  const all = readConnections(path);
  const found = all.find((one) => one.name === wanted);
  if (found) return found;
  const known =
    all.length > 0 ? `These are there: ${all.map((one) => one.name).join(', ')}` : 'None is there';
  throw new AppError(
    'not_found',
    `There is no connection "${wanted.slice(0, 60)}". ${known}; an administrator adds one by "lathe connection add".`,
  );
}

/**
 * Adds a connection to the file, which is made for its owner alone.
 *
 * @throws AppError `conflict` for a name that is there, `invalid_argument` for one that SQL could not take as a
 *   schema's, `busy` while another process changes the file, `storage_failed`, and as {@link readConnections}.
 */
export function addConnection(path: string, connection: Connection): void {
  const parsed = connectionsSchema.shape.connections.safeParse([connection]);
  if (!parsed.success)
    throw new AppError(
      'invalid_argument',
      `The connection was not added: ${parsed.error.issues.map((issue) => `${issue.path.slice(1).join('.')}: ${issue.message}`).join('; ')}.`,
    );
  requireSchemaName(connection.name);
  changeConnections(path, (before) => {
    if (before.some((one) => one.name === connection.name))
      throw new AppError(
        'conflict',
        `The connection was not added: there is one named "${connection.name}". Take another name, or remove that one first.`,
      );
    return [...before, connection];
  });
}

/**
 * Takes a connection out of the file.
 *
 * @throws AppError `not_found`, `busy` while another process changes the file, `storage_failed`, and as
 *   {@link readConnections}.
 */
export function removeConnection(path: string, wanted: string): void {
  changeConnections(path, (before) => {
    getConnection(path, wanted);
    return before.filter((one) => one.name !== wanted);
  });
}

/** Writes what `change` makes of the connections. */
function changeConnections(path: string, change: (before: Connection[]) => Connection[]): void {
  replacePrivateFile(
    path,
    () => `${JSON.stringify({ connections: change(readConnections(path)) }, null, 2)}\n`,
  );
}

/** SQLite itself says which words are no names: the name stands before tables (`mlflow.runs`) without quotes. */
function requireSchemaName(wanted: string): void {
  const memory = new Database(':memory:');
  try {
    memory.exec(`ATTACH ':memory:' AS ${wanted}; SELECT 1 FROM ${wanted}.sqlite_schema`);
  } catch {
    throw new AppError(
      'invalid_argument',
      `The connection was not added: "${wanted}" is a word of SQL and cannot stand before a table's name. Take another name.`,
    );
  } finally {
    memory.close();
  }
}

function invalidFile(path: string, found: string): AppError {
  return new AppError(
    'file_invalid',
    `The connections in ${path} were not read: ${found}. Correct the file, or move it away and add the connections anew by "lathe connection add".`,
  );
}

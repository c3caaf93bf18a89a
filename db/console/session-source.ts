import { dirname } from 'node:path';
import { connectionsPath } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import { parseQueryConnection } from '@/lib/domain/query-connection';
import { getConnection, type SqliteConnection } from './connections';

/** A file that a query process opens for reading; `name` is the connection's, undefined for the tracking database. */
export interface SqliteSource {
  kind: 'sqlite';
  name?: string;
  path: string;
  /** Files attached to it, each under the name of its connection. */
  attached: readonly Pick<SqliteConnection, 'name' | 'path'>[];
}

/** What a query process opens. */
export type SessionSource = SqliteSource;

/** True when the process reads the tracking database. */
export function readsTracking(source: SessionSource): boolean {
  return source.name === undefined;
}

/**
 * What a process has to open for a query that names its source as {@link parseQueryConnection} reads it. The file of
 * connections is read anew each time, so that a change holds at once.
 *
 * @throws AppError `invalid_argument`, `not_found`, and what reading the file of connections throws.
 */
export function sessionSource(databasePath: string, text: string): SessionSource {
  const asked = parseQueryConnection(text);
  const file = connectionsPath(dirname(databasePath));
  if ('alone' in asked) {
    const connection = getConnection(file, asked.alone);
    if (connection.kind === 'sqlite') return { ...connection, attached: [] };
    throw new AppError('unsupported', `The query was not run: "${asked.alone}" is a PostgreSQL database.`);
  }
  return {
    kind: 'sqlite',
    path: databasePath,
    attached: asked.attached.map((name) => attachable(file, name)),
  };
}

function attachable(file: string, name: string): SqliteConnection {
  const connection = getConnection(file, name);
  if (connection.kind === 'sqlite') return connection;
  throw new AppError(
    'invalid_argument',
    `The query was not run: "${name}" is a PostgreSQL database, and only SQLite files can be attached. Ask it alone.`,
  );
}

import { dirname } from 'node:path';
import { connectionsPath } from '@/lib/domain/data-dir';
import { AppError } from '@/lib/domain/errors';
import { parseQueryConnection } from '@/lib/domain/query-connection';
import { getConnection, type SqliteConnection } from './connections';
import { checkReadsPostgres } from './postgres/postgres-gate';
import type { SessionSource } from './session-source';
import { checkReadsOnly } from './sql-gate';

/**
 * What a process has to open for a query that names its source as {@link parseQueryConnection} reads it. The file of
 * connections is read anew each time, so that a change holds at once.
 *
 * @throws AppError `invalid_argument`, `not_found`, and what reading the file of connections throws.
 */
export function findSource(databasePath: string, text: string, timeoutMs: number): SessionSource {
  const asked = parseQueryConnection(text);
  const file = connectionsPath(dirname(databasePath));
  if ('alone' in asked) {
    const connection = getConnection(file, asked.alone);
    return connection.kind === 'sqlite'
      ? { ...connection, attached: [] }
      : { kind: 'postgres', connection, timeoutMs };
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

/**
 * Refuses a statement that does not read, by its text alone: it costs no process.
 *
 * @throws AppError `query_refused`.
 */
export function checkReads({ kind }: SessionSource, sql: string): void {
  if (kind === 'postgres') checkReadsPostgres(sql);
  else checkReadsOnly(sql);
}

import type { PostgresConnection, SqliteConnection } from './connections';

/** A file that a query process opens for reading; `name` is the connection's, undefined for the tracking database. */
export interface SqliteSource {
  kind: 'sqlite';
  name?: string;
  path: string;
  /** Files attached to it, each under the name of its connection. */
  attached: readonly Pick<SqliteConnection, 'name' | 'path'>[];
}

/** A PostgreSQL database that a query process asks one thing. */
export interface PostgresSource {
  kind: 'postgres';
  connection: PostgresConnection;
  /** Milliseconds after which the server itself stops a statement. */
  timeoutMs: number;
}

/** What a query process opens. */
export type SessionSource = SqliteSource | PostgresSource;

/** True when the process reads the tracking database. */
export function readsTracking(source: SessionSource): boolean {
  return source.kind === 'sqlite' && source.name === undefined;
}

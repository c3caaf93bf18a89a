import type { TrackingDatabase } from '../client';
import { queryLog } from '../schema/console';
import type { QueryLogEntry } from './query';

/** Writes one query into the query log. */
export function insertQueryLog(database: TrackingDatabase, entry: QueryLogEntry): void {
  database.orm
    .insert(queryLog)
    .values({
      uid: entry.uid,
      source: entry.source,
      sql: entry.sql,
      // JSON has no integers of 64 bits: their digits are kept as text.
      params: JSON.stringify(entry.params, (_key, value) =>
        typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
          ? String(value)
          : value,
      ),
      connection: entry.connection,
      createdBy: entry.by,
      createdAt: entry.startedAt,
      elapsedMs: Math.round(entry.elapsedMs),
      rowCount: entry.rows,
      truncated: entry.truncated || null,
      errorCode: entry.errorCode,
      errorMessage: entry.errorMessage,
    })
    .run();
}

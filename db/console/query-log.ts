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
      params: JSON.stringify(entry.params, (_key, value) => jsonValue(value)),
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

/** JSON has no integers of 64 bits: the digits of what is beyond its numbers are kept as text. */
function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** One query that was run. */
export interface PastQuery {
  id: number;
  sql: string;
  /** JSON. */
  params: string;
  source: 'console' | 'note' | 'cli';
  /** Where it was asked; '' for the tracking database. */
  connection: string;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
  elapsedMs: number | null;
  rowCount: number | null;
  truncated: 'rows' | 'bytes' | null;
  errorCode: string | null;
  errorMessage: string | null;
}

/** Most queries of one answer. */
const MOST_QUERIES = 100;

/**
 * The newest queries that somebody ran, at most 100: those that hold a text, and of one person when `by` is given; older
 * than `before` when an id is given.
 */
export function listQueryHistory(
  db: TrackingDatabase,
  wanted: { text?: string; by?: string; before?: number },
): PastQuery[] {
  return db.sqlite
    .prepare(
      `SELECT id, sql, params, source, connection, created_by AS createdBy, created_at AS createdAt, elapsed_ms AS elapsedMs,
         row_count AS rowCount, truncated, error_code AS errorCode, error_message AS errorMessage
       FROM query_log
       WHERE (:by IS NULL OR created_by = :by) AND (:text IS NULL OR sql LIKE :text ESCAPE '\\')
         AND (:before IS NULL OR id < :before)
       ORDER BY id DESC LIMIT ${MOST_QUERIES}`,
    )
    .all({
      by: wanted.by ?? null,
      text: wanted.text ? `%${likeText(wanted.text)}%` : null,
      before: wanted.before ?? null,
    }) as PastQuery[];
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { chartSpecSchema } from '@/lib/domain/chart-spec';
import { AppError } from '@/lib/domain/errors';
import { queryConnectionSchema } from '@/lib/domain/query-connection';
import { typedParamsSchema } from '@/lib/domain/typed-param';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';

/** What a person gives to a saved query. */
export const savedQuerySchema = z.object({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2_000).default(''),
  sql: z.string().min(1).max(100_000),
  params: typedParamsSchema.default({}),
  chart: chartSpecSchema.nullable().default(null),
  /** Where it is asked; '' for the tracking database. */
  connection: queryConnectionSchema.default(''),
});
export type SavedQueryContent = z.output<typeof savedQuerySchema>;

/** A query under a name, for the whole team. */
export interface SavedQuery extends SavedQueryContent {
  id: number;
  /** Stable name in addresses, 32 hex digits. */
  uid: string;
  /** What the next save has to name as its base. */
  revision: number;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
  updatedBy: string;
  /** UTC milliseconds. */
  updatedAt: number;
}

type Row = Omit<SavedQuery, 'params' | 'chart'> & { params: string; chart: string | null };

const SELECT = `SELECT id, uid, name, description, sql, params, chart, connection, revision, created_by AS createdBy,
  created_at AS createdAt, updated_by AS updatedBy, updated_at AS updatedAt FROM saved_queries`;

function toQuery(row: Row): SavedQuery {
  const chart = row.chart === null ? undefined : chartSpecSchema.safeParse(JSON.parse(row.chart)).data;
  return { ...row, params: typedParamsSchema.parse(JSON.parse(row.params)), chart: chart ?? null };
}

/** All saved queries by name. */
export function listSavedQueries({ sqlite }: TrackingDatabase): SavedQuery[] {
  return (sqlite.prepare(`${SELECT} ORDER BY name COLLATE NOCASE, id`).all() as Row[]).map(toQuery);
}

/** A saved query by its uid; undefined when it is gone. */
export function findSavedQuery({ sqlite }: TrackingDatabase, uid: string): SavedQuery | undefined {
  const row = sqlite.prepare(`${SELECT} WHERE uid = ?`).get(uid) as Row | undefined;
  return row && toQuery(row);
}

/** Keeps the text that the search looks through in step with the query, in the caller's transaction. */
function writeSearch(
  sqlite: TrackingDatabase['sqlite'],
  id: number,
  content: SavedQueryContent,
  now: number,
): void {
  sqlite
    .prepare(
      `INSERT INTO search_documents (kind, ref_id, cell_uid, title, body, updated_at) VALUES ('query', ?, '', ?, ?, ?)
       ON CONFLICT (kind, ref_id, cell_uid) DO UPDATE SET title = excluded.title, body = excluded.body, updated_at = excluded.updated_at`,
    )
    .run(id, content.name, `${content.description}\n${content.sql}`.trim(), now);
}

/** Saves a new query, whose owner is `by`, and gives it. */
export function insertSavedQuery(db: TrackingDatabase, content: SavedQueryContent, by: string): SavedQuery {
  const { sqlite } = db;
  const uid = randomUUID().replaceAll('-', '');
  sqlite
    .transaction(() => {
      const now = Date.now();
      const { name, description, sql, params, chart, connection } = content;
      const { lastInsertRowid } = sqlite
        .prepare(
          `INSERT INTO saved_queries (uid, name, description, sql, params, chart, connection, created_by, created_at, updated_by, updated_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          uid,
          name,
          description,
          sql,
          JSON.stringify(params),
          chart && JSON.stringify(chart),
          connection,
          by,
          now,
          by,
          now,
        );
      writeSearch(sqlite, Number(lastInsertRowid), content, now);
      raiseDataVersions(sqlite, ['saved_queries']);
    })
    .immediate();
  return getSavedQuery(db, uid);
}

/**
 * Saves a query over the revision it was opened at; a rename is a save too.
 *
 * @throws AppError `conflict` when somebody saved it since; `not_found` when it is gone.
 */
export function updateSavedQuery(
  db: TrackingDatabase,
  save: { uid: string; baseRevision: number; content: SavedQueryContent; by: string },
): SavedQuery {
  const { sqlite } = db;
  const { uid, baseRevision, content, by } = save;
  sqlite
    .transaction(() => {
      const stored = getSavedQuery(db, uid);
      if (stored.revision !== baseRevision)
        throw new AppError(
          'conflict',
          `The query was not saved: ${stored.updatedBy} has saved it since you opened it. Compare both, then save yours over theirs or under another name.`,
        );
      const now = Date.now();
      const { name, description, sql, params, chart, connection } = content;
      sqlite
        .prepare(
          `UPDATE saved_queries SET name = ?, description = ?, sql = ?, params = ?, chart = ?, connection = ?, revision = revision + 1,
             updated_by = ?, updated_at = ? WHERE uid = ?`,
        )
        .run(
          name,
          description,
          sql,
          JSON.stringify(params),
          chart && JSON.stringify(chart),
          connection,
          by,
          now,
          uid,
        );
      writeSearch(sqlite, stored.id, content, now);
      raiseDataVersions(sqlite, ['saved_queries']);
    })
    .immediate();
  return getSavedQuery(db, uid);
}

/** Deletes a saved query; one that is gone is passed over. */
export function deleteSavedQuery({ sqlite }: TrackingDatabase, uid: string): void {
  sqlite
    .transaction(() => {
      sqlite
        .prepare(
          "DELETE FROM search_documents WHERE kind = 'query' AND ref_id = (SELECT id FROM saved_queries WHERE uid = ?)",
        )
        .run(uid);
      sqlite.prepare('DELETE FROM saved_queries WHERE uid = ?').run(uid);
      raiseDataVersions(sqlite, ['saved_queries']);
    })
    .immediate();
}

/** A saved query by its uid. @throws AppError `not_found`. */
function getSavedQuery(db: TrackingDatabase, uid: string): SavedQuery {
  const query = findSavedQuery(db, uid);
  if (query) return query;
  throw new AppError(
    'not_found',
    'The saved query is not there any more: somebody deleted it. Save yours as a new one.',
  );
}

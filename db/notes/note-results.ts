import { createHash } from 'node:crypto';
import { eq, inArray, max } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import { type TypedParams, typedParamsSchema } from '@/lib/domain/typed-param';
import { newestMigration, type TrackingDatabase } from '../client';
import type { Cell, QueryResult, ResultColumn } from '../console/query-result';
import { raiseDataVersions } from '../data-versions';
import { dataVersions } from '../schema/console';
import { noteResults } from '../schema/notes';
import { listNoteCells } from './note-cells';
import { writeNoteRefs } from './note-refs';

/** The result of an SQL cell as it was seen, with the query and the state of the data it came from. */
export interface PinnedResult extends QueryResult {
  /** Number of the result. */
  id: number;
  cellUid: string;
  sql: string;
  /** Values of its parameters, as they were given. */
  params: TypedParams;
  /** Hash of each result of another cell that it read, by the name of that cell. */
  upstream: Record<string, string>;
  /** Newest migration of the database when it ran. */
  schemaVersion: string;
  /** SHA-256 of columns and rows, in hex. */
  resultHash: string;
  /** Version of each table that it read, before it ran. */
  dataVersions: Record<string, number>;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
}

/** Version of each table at this moment; see the table `data_versions`. */
export function getDataVersions({ orm }: TrackingDatabase): Record<string, number> {
  const rows = orm.select().from(dataVersions).all();
  return Object.fromEntries(rows.map(({ tableName, version }) => [tableName, version]));
}

/**
 * Pins a result to a cell of a note; earlier ones are kept.
 *
 * @param pin `dataVersions` were read before the query ran, so that a change in between is not missed.
 * @throws AppError `not_found` when the note, as saved, has no such SQL cell.
 */
export function insertNoteResult(
  { orm, sqlite }: TrackingDatabase,
  pin: {
    noteId: number;
    cellUid: string;
    sql: string;
    params?: TypedParams;
    upstream?: Record<string, string>;
    result: QueryResult;
    dataVersions: Record<string, number>;
    by: string;
  },
): PinnedResult {
  const { noteId, cellUid, sql, params = {}, upstream = {}, result, by } = pin;
  const schemaVersion = newestMigration().tag;
  return orm.transaction(
    (tx) => {
      const cell = listNoteCells(sqlite, noteId).find(({ uid }) => uid === cellUid);
      if (cell?.type !== 'sql')
        throw new AppError(
          'not_found',
          `The result was not kept: note ${noteId} has no such SQL cell any more. Save the note and run the cell again.`,
        );
      const columns = JSON.stringify(result.columns);
      const resultRows = JSON.stringify(result.rows);
      const hash = resultHash(result);
      const createdAt = Date.now();
      const { id } = tx
        .insert(noteResults)
        .values({
          noteId,
          cellUid,
          sql,
          params: JSON.stringify(params),
          upstream: JSON.stringify(upstream),
          schemaVersion,
          columns,
          resultRows,
          resultHash: hash,
          rowCount: result.rows.length,
          truncated: result.truncated || null,
          elapsedMs: Math.round(result.elapsedMs),
          dataVersions: JSON.stringify(pin.dataVersions),
          createdBy: by,
          createdAt,
        })
        .returning({ id: noteResults.id })
        .get();
      writeNoteRefs(sqlite, noteId, [cell]);
      raiseDataVersions(sqlite, ['note_results']);
      return {
        ...result,
        id,
        cellUid,
        sql,
        params,
        upstream,
        schemaVersion,
        resultHash: hash,
        dataVersions: pin.dataVersions,
        createdBy: by,
        createdAt,
      };
    },
    { behavior: 'immediate' },
  );
}

/** SHA-256 of columns and rows, in hex: equal results have equal hashes. */
export function resultHash({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): string {
  return createHash('sha256')
    .update(JSON.stringify(columns))
    .update('\n')
    .update(JSON.stringify(rows))
    .digest('hex');
}

/** The newest pinned result of each cell of a note. */
export function listNoteResults(db: TrackingDatabase, noteId: number): PinnedResult[] {
  const newest = db.orm
    .select({ id: max(noteResults.id) })
    .from(noteResults)
    .where(eq(noteResults.noteId, noteId))
    .groupBy(noteResults.cellUid)
    .all();
  return readNoteResults(
    db,
    newest.flatMap(({ id }) => id ?? []),
  );
}

/** Pinned results by their numbers. */
export function readNoteResults({ orm }: TrackingDatabase, ids: readonly number[]): PinnedResult[] {
  return orm
    .select()
    .from(noteResults)
    .where(inArray(noteResults.id, [...ids]))
    .all()
    .map((row) => ({
      id: row.id,
      cellUid: row.cellUid,
      sql: row.sql,
      params: typedParamsSchema.parse(JSON.parse(row.params)),
      upstream: JSON.parse(row.upstream) as Record<string, string>,
      schemaVersion: row.schemaVersion,
      columns: JSON.parse(row.columns) as ResultColumn[],
      rows: JSON.parse(row.resultRows) as Cell[][],
      truncated: row.truncated === 'rows' || row.truncated === 'bytes' ? row.truncated : false,
      elapsedMs: row.elapsedMs,
      resultHash: row.resultHash,
      dataVersions: JSON.parse(row.dataVersions) as Record<string, number>,
      createdBy: row.createdBy,
      createdAt: row.createdAt,
    }));
}

import { createHash } from 'node:crypto';
import { and, eq, inArray, max } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from '../client';
import type { Cell, QueryResult, ResultColumn } from '../console/query-result';
import { raiseDataVersions } from '../data-versions';
import { dataVersions } from '../schema/console';
import { noteCells, noteResults } from '../schema/notes';

/** The result of an SQL cell as it was seen, with the query and the state of the data it came from. */
export interface PinnedResult extends QueryResult {
  cellUid: string;
  sql: string;
  /** SHA-256 of columns and rows, in hex. */
  resultHash: string;
  /** Version of each table before the query ran. */
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
    result: QueryResult;
    dataVersions: Record<string, number>;
    by: string;
  },
): PinnedResult {
  const { noteId, cellUid, sql, result, by } = pin;
  return orm.transaction(
    (tx) => {
      const cell = tx
        .select({ type: noteCells.type })
        .from(noteCells)
        .where(and(eq(noteCells.noteId, noteId), eq(noteCells.uid, cellUid)))
        .get();
      if (cell?.type !== 'sql')
        throw new AppError(
          'not_found',
          `The result was not kept: note ${noteId} has no such SQL cell any more. Save the note and run the cell again.`,
        );
      const columns = JSON.stringify(result.columns);
      const resultRows = JSON.stringify(result.rows);
      const resultHash = createHash('sha256').update(columns).update('\n').update(resultRows).digest('hex');
      const createdAt = Date.now();
      tx.insert(noteResults)
        .values({
          noteId,
          cellUid,
          sql,
          columns,
          resultRows,
          resultHash,
          rowCount: result.rows.length,
          truncated: result.truncated || null,
          elapsedMs: Math.round(result.elapsedMs),
          dataVersions: JSON.stringify(pin.dataVersions),
          createdBy: by,
          createdAt,
        })
        .run();
      raiseDataVersions(sqlite, ['note_results']);
      return {
        ...result,
        cellUid,
        sql,
        resultHash,
        dataVersions: pin.dataVersions,
        createdBy: by,
        createdAt,
      };
    },
    { behavior: 'immediate' },
  );
}

/** The newest pinned result of each cell of a note. */
export function listNoteResults({ orm }: TrackingDatabase, noteId: number): PinnedResult[] {
  const newest = orm
    .select({ id: max(noteResults.id) })
    .from(noteResults)
    .where(eq(noteResults.noteId, noteId))
    .groupBy(noteResults.cellUid);
  return orm
    .select()
    .from(noteResults)
    .where(inArray(noteResults.id, newest))
    .all()
    .map((row) => ({
      cellUid: row.cellUid,
      sql: row.sql,
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

import { AppError } from '@/lib/domain/errors';
import type { NoteCell } from '@/lib/domain/note-content';
import { cellInputs, type NoteGraph, noteGraph, upstreamOf } from '@/lib/domain/note-graph';
import { type ResultChange, resultChange } from '@/lib/domain/result-change';
import { paramValues } from '@/lib/domain/typed-param';
import type { TrackingDatabase } from '../client';
import type { Query } from '../console/query';
import type { GivenTables, QueryResult } from '../console/query-result';
import {
  getDataVersions,
  insertNoteResult,
  listNoteResults,
  type PinnedResult,
  resultHash,
} from './note-results';
import { getNote } from './notes';

/** Most rows of a result that other cells read as a table; others have as many as the console shows. */
export const MOST_READ_ROWS = 10_000;

/** Runs a query in the console's engine. */
export type RunQuery = (query: Query) => Promise<QueryResult>;

/** Who runs, and by which id the run can be cancelled. */
export interface Runner {
  by: string;
  owner: string;
  queryId?: string;
}

/** Which cell, and who runs it. */
export type CellRun = { noteId: number; cellUid: string } & Runner;

/**
 * Runs an SQL cell as it is saved, with the parameters and the newest results of the cells that it reads, and pins what
 * it finds.
 *
 * @throws AppError `not_found` when the note, as saved, has no such cell; `conflict` for a cycle, and when a result that
 *   it reads was never seen or was cut; else as the query does.
 */
export async function runNoteCell(db: TrackingDatabase, run: RunQuery, cell: CellRun): Promise<PinnedResult> {
  const { noteId, cellUid, by } = cell;
  const { cells } = getNote(db, noteId);
  const results = new Map(listNoteResults(db, noteId).map((result) => [result.cellUid, result]));
  return insertNoteResult(db, {
    noteId,
    cellUid,
    by,
    ...(await queryNoteCell(db, run, cell, cells, results)),
  });
}

/**
 * What changed since the result of an SQL cell was seen: its query is run over today's data, those of the cells that it
 * reads before it, and nothing is kept. Undefined when the fresh result is the same.
 *
 * @throws AppError as {@link runNoteCell}; `not_found` too when the cell was never run.
 */
export async function changeOfNoteCell(
  db: TrackingDatabase,
  run: RunQuery,
  cell: CellRun,
): Promise<ResultChange | undefined> {
  const pinned = listNoteResults(db, cell.noteId).find(({ cellUid }) => cellUid === cell.cellUid);
  if (!pinned)
    throw new AppError('not_found', 'There is nothing to compare with: the cell was never run. Run it.');
  const { cells } = getNote(db, cell.noteId);
  const fresh = new Map<string, QueryResult>();
  for (const cellUid of upstreamOf(noteGraph(cells), cell.cellUid))
    if (cells.some(({ uid, type }) => uid === cellUid && type === 'sql'))
      fresh.set(cellUid, (await queryNoteCell(db, run, { ...cell, cellUid }, cells, fresh)).result);
  const { result } = await queryNoteCell(db, run, cell, cells, fresh, rowsLike(pinned));
  return resultHash(result) === pinned.resultHash ? undefined : resultChange(pinned, result);
}

async function queryNoteCell(
  db: TrackingDatabase,
  run: RunQuery,
  cell: CellRun,
  cells: readonly NoteCell[],
  results: ReadonlyMap<string, QueryResult>,
  maxRows?: number,
) {
  const { cellUid } = cell;
  const found = cells.find(({ uid, type }) => uid === cellUid && type === 'sql');
  if (!found)
    throw new AppError('not_found', 'The cell was not run: the note, as saved, has no such SQL cell.');
  const graph = noteGraph(cells);
  const { sources, params } = cellInputs(cells, graph, cellUid);
  const read = sources.map(({ uid, name }) => [name, readable(name, results.get(uid))] as const);
  // Read before the query runs, so that a change in between is not missed.
  const versions = getDataVersions(db);
  const { tables = [], ...result } = await run({
    ...asked(cell),
    sql: found.source,
    params: paramValues(params),
    tables: read.length > 0 ? Object.fromEntries(read) : undefined,
    wantsTables: true,
    maxRows: maxRows ?? rowsOf(cells, graph, cellUid),
  });
  return {
    sql: found.source,
    params,
    upstream: Object.fromEntries(read.map(([name, result]) => [name, resultHash(result)])),
    result,
    dataVersions: Object.fromEntries(tables.map((table) => [table, versions[table] ?? 0])),
  };
}

/** Who asks, as the engine wants it told. */
export function asked({ by, owner, queryId }: Runner): Pick<Query, 'by' | 'owner' | 'id' | 'source'> {
  return { by, owner, id: queryId, source: 'note' };
}

/** The result of a cell as a table for another one. @throws AppError `conflict`. */
export function readable<T extends GivenTables[string] & Pick<QueryResult, 'truncated'>>(
  name: string,
  result: T | undefined,
): T {
  if (!result)
    throw new AppError(
      'conflict',
      `The cell was not run: it reads "${name}", which was not run yet. Run that cell first.`,
    );
  if (result.truncated)
    throw new AppError(
      'conflict',
      `The cell was not run: it reads "${name}", of which only ${result.rows.length} rows were kept. Let that cell find fewer rows, by WHERE or by GROUP BY, and run it again.`,
    );
  return result;
}

/** Rows to ask for so that a fresh result is cut where a pinned one was; undefined where that was whole. */
export function rowsLike({ truncated, rows }: PinnedResult): number | undefined {
  return truncated === 'rows' ? rows.length : undefined;
}

/** Rows that a cell asks for: more when others read them; undefined for the console's number. */
export function rowsOf(cells: readonly NoteCell[], { reads }: NoteGraph, uid: string): number | undefined {
  return cells.some((cell) => cell.type === 'sql' && reads.get(cell.uid)?.includes(uid))
    ? MOST_READ_ROWS
    : undefined;
}

import { AppError, toAppError } from '@/lib/domain/errors';
import { cellInputs, noteGraph } from '@/lib/domain/note-graph';
import { type ResultChange, resultChange } from '@/lib/domain/result-change';
import { paramValues } from '@/lib/domain/typed-param';
import type { TrackingDatabase } from '../client';
import type { QueryResult } from '../console/query-result';
import { type PinnedResult, resultHash } from './note-results';
import { getNoteVersion } from './note-versions';
import { asked, type Runner, type RunQuery, readable, rowsLike, rowsOf } from './run-note-cell';

/** What became of one cell of a frozen version when its query was run again. */
export interface CellVerdict {
  cellUid: string;
  /** Name of the cell; empty for none. */
  name: string;
  /** Place of the cell in the note, from 1. */
  place: number;
  sql: string;
  verdict: 'same' | 'different' | 'failed';
  rowsBefore: number;
  rowsNow?: number;
  /** Only where the result is different. */
  change?: ResultChange;
  /** Only where it failed. */
  message?: string;
}

/**
 * Runs the queries of a frozen version over today's data, with the parameters of then, those that are read before those
 * that read them: a cell reads what its sources gave just now. The verdicts come in the order of the note.
 *
 * @throws AppError `not_found` when the note has no such version.
 */
export async function verifyVersion(
  db: TrackingDatabase,
  run: RunQuery,
  version: { noteId: number; version: number } & Runner,
): Promise<CellVerdict[]> {
  const { cells, results } = getNoteVersion(db, version.noteId, version.version);
  const graph = noteGraph(cells);
  const fresh = new Map<string, QueryResult>();
  const verdicts = new Map<string, Omit<CellVerdict, 'name' | 'place'>>();
  for (const uid of graph.order) {
    const pinned = results.find(({ cellUid }) => cellUid === uid);
    if (!pinned) continue;
    const base = { cellUid: uid, sql: pinned.sql, rowsBefore: pinned.rows.length };
    try {
      const { sources } = cellInputs(cells, graph, uid);
      const tables = sources.map((source) => [source.name, sourceOf(source, fresh)] as const);
      const result = await run({
        ...asked(version),
        sql: pinned.sql,
        params: paramValues(pinned.params),
        tables: tables.length > 0 ? Object.fromEntries(tables) : undefined,
        maxRows: rowsLike(pinned) ?? rowsOf(cells, graph, uid),
      });
      fresh.set(uid, result);
      verdicts.set(uid, { ...base, ...verdictOf(pinned, result) });
    } catch (error) {
      verdicts.set(uid, { ...base, verdict: 'failed', message: toAppError(error).message });
    }
  }
  return cells.flatMap(({ uid, name }, index) => {
    const verdict = verdicts.get(uid);
    return verdict ? [{ ...verdict, name, place: index + 1 }] : [];
  });
}

function sourceOf({ uid, name }: { uid: string; name: string }, fresh: ReadonlyMap<string, QueryResult>) {
  const result = fresh.get(uid);
  if (result) return readable(name, result);
  throw new AppError('query_failed', `It reads "${name}", whose query failed.`);
}

function verdictOf(
  pinned: PinnedResult,
  result: QueryResult,
): Pick<CellVerdict, 'verdict' | 'rowsNow' | 'change'> {
  const isSame = resultHash(result) === pinned.resultHash;
  return {
    verdict: isSame ? 'same' : 'different',
    rowsNow: result.rows.length,
    change: isSame ? undefined : resultChange(pinned, result),
  };
}

import { AppError } from '@/lib/domain/errors';
import { refsOf, refsOfResult } from '@/lib/domain/note-refs';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { scheduleRun } from '../schedule-run';
import { getNoteVersion } from './note-versions';

/** Most runs that are launched at once. */
export const MOST_REPRODUCED_RUNS = 50;

/** A run that a frozen version cites, and whether it can be launched again. */
export interface CitedRun {
  runId: number;
  name: string;
  /** `gone` when it was deleted for good. */
  status: RunStatus | 'gone';
  /** Why it is not launched again: it did not finish, or comes from elsewhere, or another cited run contains it. */
  obstacle: 'gone' | 'not_finished' | 'external' | 'part_of_another' | null;
}

/**
 * The runs that a frozen version cites by its texts and its results, in order.
 *
 * @throws AppError `not_found` when the note has no such version.
 */
export function listCitedRuns(db: TrackingDatabase, noteId: number, version: number): CitedRun[] {
  const { cells, results } = getNoteVersion(db, noteId, version);
  const refs = [...cells.flatMap(refsOf), ...results.flatMap(refsOfResult)];
  const cited = new Set(refs.flatMap(({ kind, id }) => (kind === 'run' ? [id] : [])));
  const find = db.sqlite.prepare(
    'SELECT name, status, method, parent_run_id AS parent FROM runs WHERE id = ?',
  );
  return [...cited].map((runId) => {
    const run = find.get(runId) as
      | { name: string; status: RunStatus; method: string; parent: number | null }
      | undefined;
    if (!run) return { runId, name: '', status: 'gone', obstacle: 'gone' };
    const { name, status, method, parent } = run;
    const obstacle =
      status !== 'finished'
        ? 'not_finished'
        : method === 'external'
          ? 'external'
          : parent !== null && cited.has(parent)
            ? 'part_of_another'
            : null;
    return { runId, name, status, obstacle };
  });
}

/**
 * Launches the runs that a frozen version cites again, with their recorded configs and seeds; the children of a
 * pipeline too. All of them or none is scheduled.
 *
 * @returns The new runs by the runs that they repeat.
 * @throws AppError `not_found`; `conflict` when it cites no run that can be repeated, or more than
 *   {@link MOST_REPRODUCED_RUNS}; `invalid_config` when an input of a run is no longer usable.
 */
export function reproduceVersion(
  db: TrackingDatabase,
  { noteId, version, by }: { noteId: number; version: number; by: string },
): Map<number, number> {
  const { sqlite } = db;
  const runIds = listCitedRuns(db, noteId, version).flatMap(({ runId, obstacle }) =>
    obstacle ? [] : [runId],
  );
  if (runIds.length === 0 || runIds.length > MOST_REPRODUCED_RUNS)
    throw new AppError(
      'conflict',
      `Nothing was launched: version ${version} cites ${runIds.length} finished runs, and 1 to ${MOST_REPRODUCED_RUNS} can be repeated at once. Cite runs as "#run 42", then freeze the note.`,
    );
  const configOf = sqlite.prepare('SELECT config FROM runs WHERE id = ?').pluck();
  const childrenOf = sqlite.prepare('SELECT id FROM runs WHERE parent_run_id = ? ORDER BY id').pluck();
  const insert = sqlite.prepare(
    'INSERT INTO note_reproductions (note_id, version, run_id, reproduction_run_id, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return sqlite
    .transaction(() => {
      const launched = new Map<number, number>();
      for (const runId of runIds) {
        const config: unknown = JSON.parse(configOf.get(runId) as string);
        const repeated = scheduleRun(db, config, { createdBy: by });
        launched.set(runId, repeated.runId);
        const children = childrenOf.all(runId) as number[];
        for (const [index, childRunId] of repeated.childRunIds.entries())
          if (children[index] !== undefined) launched.set(children[index], childRunId);
      }
      const at = Date.now();
      for (const [runId, repeated] of launched) insert.run(noteId, version, runId, repeated, by, at);
      raiseDataVersions(sqlite, ['note_reproductions']);
      return launched;
    })
    .immediate();
}

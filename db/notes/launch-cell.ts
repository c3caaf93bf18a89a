import { AppError } from '@/lib/domain/errors';
import type { RunConfig } from '@/lib/domain/run-config';
import type { TrackingDatabase } from '../client';
import { scheduleRun } from '../schedule-run';
import { getNote } from './notes';
import { insertNoteRevision } from './save-note';

/**
 * Schedules the run of a launch cell and names it in the cell, as the next revision of the note: both or neither.
 *
 * @param launch `config` is the parsed text of the cell in the revision `revision`.
 * @returns Number of the run.
 * @throws AppError `invalid_config` as {@link scheduleRun}; `conflict` when somebody saved the note since, or it is in
 *   the trash; `not_found` when there is no such cell.
 */
export function launchNoteCell(
  db: TrackingDatabase,
  launch: { noteId: number; revision: number; cellUid: string; config: RunConfig; by: string },
): number {
  const { noteId, revision, cellUid, config, by } = launch;
  return db.sqlite
    .transaction(() => {
      const { title, cells } = getNote(db, noteId);
      if (!cells.some(({ uid, type }) => uid === cellUid && type === 'launch'))
        throw new AppError(
          'not_found',
          'The run was not launched: the note, as saved, has no such launch cell.',
        );
      const { runId } = scheduleRun(db, config, { createdBy: by });
      const named = cells.map((cell) =>
        cell.uid === cellUid && cell.type === 'launch' ? { ...cell, settings: { runId } } : cell,
      );
      insertNoteRevision(db, { id: noteId, baseRevision: revision, content: { title, cells: named }, by });
      return runId;
    })
    .immediate();
}

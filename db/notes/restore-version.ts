import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { writeNoteRefs } from './note-refs';
import { getNoteVersion } from './note-versions';
import { getNote, getNoteRevision } from './notes';
import { insertNoteRevision } from './save-note';

const COPIED =
  'note_id, cell_uid, sql, columns, result_rows, result_hash, row_count, truncated, elapsed_ms, data_versions, created_by, created_at, params, upstream, schema_version';

/**
 * Makes the text of an earlier revision the newest one; what the note said stays a revision. Results stay those of the
 * cells, which tell where their query is another one now.
 *
 * @throws AppError `not_found` when the note has no such revision; `conflict` for a note in the trash.
 */
export function restoreNoteRevision(
  db: TrackingDatabase,
  { noteId, revision, by }: { noteId: number; revision: number; by: string },
): void {
  db.sqlite
    .transaction(() => {
      const { title, cells } = getNoteRevision(db, noteId, revision);
      const { revision: baseRevision } = getNote(db, noteId);
      insertNoteRevision(db, { id: noteId, baseRevision, content: { title, cells }, by });
    })
    .immediate();
}

/**
 * Makes the text of a frozen version the newest revision, and pins its results to their cells again as they were seen
 * then, with their person and time; what the note said and the results seen since stay kept.
 *
 * @throws AppError `not_found` when the note has no such version; `conflict` for a note in the trash.
 */
export function restoreNoteVersion(
  db: TrackingDatabase,
  { noteId, version, by }: { noteId: number; version: number; by: string },
): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      const { title, cells, results } = getNoteVersion(db, noteId, version);
      const { revision } = getNote(db, noteId);
      insertNoteRevision(db, { id: noteId, baseRevision: revision, content: { title, cells }, by });
      // The newest result of a cell is the one that it shows.
      const copy = sqlite.prepare(
        `INSERT INTO note_results (${COPIED}) SELECT ${COPIED} FROM note_results r WHERE id = ?
           AND id < (SELECT max(id) FROM note_results n WHERE n.note_id = r.note_id AND n.cell_uid = r.cell_uid)`,
      );
      const copies = results.filter(({ id }) => copy.run(id).changes > 0);
      if (copies.length === 0) return;
      writeNoteRefs(
        sqlite,
        noteId,
        getNote(db, noteId).cells.filter(({ uid }) => copies.some(({ cellUid }) => cellUid === uid)),
      );
      raiseDataVersions(sqlite, ['note_results']);
    })
    .immediate();
}

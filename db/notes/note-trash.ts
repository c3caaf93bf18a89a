import { AppError } from '@/lib/domain/errors';
import { openArtifactStore } from '../artifact-store';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { listNoteCells } from './note-cells';
import { writeNoteRefs } from './note-refs';
import { removeSearch, writeNoteSearch } from './note-search';
import { getNote } from './notes';

/** A note in the trash. */
export interface TrashedNote {
  id: number;
  title: string;
  deletedBy: string;
  /** UTC milliseconds. */
  deletedAt: number;
}

/** The notes in the trash, the one deleted last first. */
export function listTrashedNotes({ sqlite }: TrackingDatabase): TrashedNote[] {
  return sqlite
    .prepare(
      `SELECT id, title, deleted_by AS deletedBy, deleted_at AS deletedAt FROM notes WHERE deleted_at IS NOT NULL
       ORDER BY deleted_at DESC, id DESC`,
    )
    .all() as TrashedNote[];
}

/**
 * Puts a note into the trash: it is neither listed nor found there, and counts as citing nothing. One that is there
 * already stays.
 *
 * @throws AppError `not_found`.
 */
export function trashNote(db: TrackingDatabase, noteId: number, deletedBy: string): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      if (getNote(db, noteId).deletedAt !== null) return;
      sqlite
        .prepare('UPDATE notes SET deleted_at = ?, deleted_by = ? WHERE id = ?')
        .run(Date.now(), deletedBy, noteId);
      sqlite.prepare('DELETE FROM note_refs WHERE note_id = ?').run(noteId);
      removeSearch(sqlite, noteId);
      raiseDataVersions(sqlite, ['notes', 'note_refs']);
    })
    .immediate();
}

/** Takes a note out of the trash; one that is not there stays as it is. @throws AppError `not_found`. */
export function restoreNote(db: TrackingDatabase, noteId: number): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      const { title, revision, updatedBy, updatedAt, deletedAt } = getNote(db, noteId);
      if (deletedAt === null) return;
      sqlite.prepare('UPDATE notes SET deleted_at = NULL, deleted_by = NULL WHERE id = ?').run(noteId);
      const cells = listNoteCells(sqlite, noteId);
      writeNoteRefs(sqlite, noteId, cells);
      const changed = new Set(cells.map(({ uid }) => uid));
      const stamp = { noteId, revision, by: updatedBy, at: updatedAt };
      writeNoteSearch(sqlite, stamp, { title, cells, changed, gone: [] });
      raiseDataVersions(sqlite, ['notes', 'note_refs']);
    })
    .immediate();
}

/** Tables that hold parts of a note, in an order that foreign keys allow. */
const PARTS = [
  'note_drafts',
  'note_images',
  'note_refs',
  'note_reproductions',
  'note_version_results',
  'note_versions',
  'note_results',
  'note_revisions',
  'note_cells',
];

/**
 * Deletes a note of the trash for good, with its revisions, results and drafts, and the images that nothing else names;
 * its number is not given again. One that is not there is passed over.
 *
 * @throws AppError `conflict` when the note is not in the trash.
 */
export function purgeNote(db: TrackingDatabase, noteId: number, purgedBy: string): void {
  const { sqlite, dataDir } = db;
  sqlite
    .transaction(() => {
      const deletedAt = sqlite.prepare('SELECT deleted_at FROM notes WHERE id = ?').pluck().get(noteId);
      if (deletedAt === undefined) return;
      if (deletedAt === null)
        throw new AppError(
          'conflict',
          `Note ${noteId} is not in the trash. Only notes in the trash are deleted for good: put it there first.`,
        );
      const files = sqlite
        .prepare(
          `SELECT sha256 FROM note_images WHERE note_id = :noteId
           EXCEPT SELECT sha256 FROM note_images WHERE note_id <> :noteId
           EXCEPT SELECT sha256 FROM artifacts
           EXCEPT SELECT sha256 FROM checkpoints
           EXCEPT SELECT weights_hash FROM models`,
        )
        .pluck()
        .all({ noteId }) as string[];
      sqlite
        .prepare('INSERT INTO purged_notes SELECT id, title, ?, ? FROM notes WHERE id = ?')
        .run(purgedBy, Date.now(), noteId);
      for (const table of PARTS) sqlite.prepare(`DELETE FROM ${table} WHERE note_id = ?`).run(noteId);
      sqlite.prepare('DELETE FROM notes WHERE id = ?').run(noteId);
      raiseDataVersions(sqlite, ['notes', 'purged_notes', ...PARTS]);
      // The write lock keeps a row that names one of them from appearing meanwhile.
      const store = openArtifactStore(dataDir);
      for (const sha256 of files) store.remove(sha256);
    })
    .immediate();
}

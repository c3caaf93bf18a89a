import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { type NoteContent, type NoteContentInput, noteCellsSchema } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { type SaveStamp, writeNoteCells } from './note-cells';
import { writeNoteSearch } from './note-search';
import { getNote } from './notes';

/** Tables that a save changes. */
const CHANGED = ['notes', 'note_cells', 'note_revisions'];

/** Makes a note at revision 1 and gives its id. */
export function insertNote({ sqlite }: TrackingDatabase, given: NoteContentInput, by: string): number {
  const content = whole(given);
  return sqlite
    .transaction(() => {
      const at = Date.now();
      const { lastInsertRowid } = sqlite
        .prepare(
          'INSERT INTO notes (uid, title, revision, created_by, created_at, updated_by, updated_at) VALUES (?, ?, 1, ?, ?, ?, ?)',
        )
        .run(randomUUID().replaceAll('-', ''), content.title, by, at, by, at);
      const noteId = Number(lastInsertRowid);
      writeContent(sqlite, { noteId, revision: 1, by, at }, content);
      return noteId;
    })
    .immediate();
}

/**
 * Saves a note over its revision `baseRevision`, as the next revision, whose number it gives. A rename is a save as
 * well.
 *
 * @throws AppError `conflict` when somebody saved another revision since, `not_found` for an unknown note,
 *   `invalid_argument` for a cell of another note.
 */
export function insertNoteRevision(
  db: TrackingDatabase,
  save: { id: number; baseRevision: number; content: NoteContentInput; by: string },
): number {
  const { id: noteId, baseRevision, by } = save;
  const { sqlite } = db;
  const content = whole(save.content);
  return sqlite
    .transaction(() => {
      const current = getNote(db, noteId);
      if (current.revision !== baseRevision) {
        throw new AppError(
          'conflict',
          `The note was not saved: the text was written over revision ${baseRevision}, and ${current.updatedBy} has saved revision ${current.revision} since. Compare both, then save yours over theirs or take theirs.`,
        );
      }
      const at = Date.now();
      const revision = baseRevision + 1;
      sqlite
        .prepare('UPDATE notes SET title = ?, revision = ?, updated_by = ?, updated_at = ? WHERE id = ?')
        .run(content.title, revision, by, at, noteId);
      writeContent(sqlite, { noteId, revision, by, at }, content);
      return revision;
    })
    .immediate();
}

/** The content with the defaults of what was not given. */
function whole({ title, cells }: NoteContentInput): NoteContent {
  return { title, cells: noteCellsSchema.parse(cells) };
}

function writeContent(sqlite: TrackingDatabase['sqlite'], stamp: SaveStamp, content: NoteContent): void {
  const { noteId, revision, by, at } = stamp;
  const { title, cells } = content;
  writeNoteSearch(sqlite, stamp, { ...content, ...writeNoteCells(sqlite, stamp, cells) });
  sqlite
    .prepare(
      'INSERT INTO note_revisions (note_id, revision, title, cells, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(noteId, revision, title, JSON.stringify(cells), by, at);
  raiseDataVersions(sqlite, CHANGED);
}

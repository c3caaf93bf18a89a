import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import {
  MOST_CELLS,
  MOST_NOTE_BYTES,
  type NoteCell,
  type NoteContent,
  type NoteContentInput,
  noteCellsSchema,
  noteContentSchema,
} from '@/lib/domain/note-content';
import { mergeNotes, type NoteMerge } from '@/lib/domain/note-merge';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { type SaveStamp, writeNoteCells } from './note-cells';
import { deleteSavedDraft } from './note-drafts';
import { writeNoteRefs } from './note-refs';
import { writeNoteSearch } from './note-search';
import { getNote, getNoteRevision, type Note } from './notes';

/** Tables that a save changes. */
const CHANGED = ['notes', 'note_cells', 'note_revisions'];

/** Makes a note at revision 1 and gives its id. */
export function insertNote(db: TrackingDatabase, given: NoteContentInput, by: string): number {
  const { title, cells } = whole(given);
  return insertNoteOf(db, { title, by }, () => cells);
}

/** Makes a note at revision 1 whose cells name its id, as the addresses of its images do. */
export function insertNoteOf(
  { sqlite }: TrackingDatabase,
  { title, by }: { title: string; by: string },
  cellsOf: (noteId: number) => readonly NoteCell[],
): number {
  return sqlite
    .transaction(() => {
      const at = Date.now();
      const { lastInsertRowid } = sqlite
        .prepare(
          `INSERT INTO notes (id, uid, title, revision, created_by, created_at, updated_by, updated_at) VALUES (
             1 + max(coalesce((SELECT max(id) FROM notes), 0), coalesce((SELECT max(note_id) FROM purged_notes), 0)),
             ?, ?, 1, ?, ?, ?, ?)`,
        )
        .run(randomUUID().replaceAll('-', ''), title, by, at, by, at);
      const noteId = Number(lastInsertRowid);
      writeContent(sqlite, { noteId, revision: 1, by, at }, { title, cells: [...cellsOf(noteId)] });
      return noteId;
    })
    .immediate();
}

/** A save as it is asked for: what was written over which revision. */
export interface NoteSave {
  id: number;
  baseRevision: number;
  content: NoteContentInput;
  by: string;
  /** Whose draft is removed when the save contains it. */
  owner?: string;
  /** UTC milliseconds: the draft of that time is contained, since the content was typed on from it. */
  draftAt?: number | null;
  /** A text that its author decided against: kept as a revision before that of `content`, so that it stays found. */
  setAside?: NoteContentInput;
}

/** What a save came to: the revision that now is the newest, or what has to be decided on before. */
export type SaveOutcome =
  /** `isMerged` when somebody had saved other cells since, which are in the revision too. */
  { revision: number; isMerged: boolean } | { theirs: Note; merge: NoteMerge };

/**
 * Saves a note as its next revision. What somebody else saved since `baseRevision` is joined with it when both changed
 * different cells; else nothing is saved, and the cells that both changed come back with both texts. A rename is a save
 * as well.
 *
 * @throws AppError `not_found` for an unknown note or revision; `conflict` for a note in the trash; `invalid_argument` for a cell of another note, and when
 *   both together are more than a note can hold.
 */
export function saveNote(db: TrackingDatabase, save: NoteSave): SaveOutcome {
  const content = whole(save.content);
  return db.sqlite
    .transaction((): SaveOutcome => {
      const theirs = getNote(db, save.id);
      if (theirs.revision === save.baseRevision)
        return { revision: writeNext(db, theirs, content, save), isMerged: false };
      const merge = mergeNotes(getNoteRevision(db, save.id, save.baseRevision), content, theirs);
      if (merge.conflicts.length > 0 || merge.titleConflict) return { theirs, merge };
      const { success, data } = noteContentSchema.safeParse(merge);
      if (!success)
        throw new AppError(
          'invalid_argument',
          `The note was not saved: together with revision ${theirs.revision}, which ${theirs.updatedBy} has saved since, it would hold more than ${MOST_CELLS} cells or ${MOST_NOTE_BYTES / 1024 / 1024} MB. Move some cells to another note.`,
        );
      return { revision: writeNext(db, theirs, data, save), isMerged: true };
    })
    .immediate();
}

/**
 * Makes a content the next revision of a note, and gives its number; for a change that is made to what was read a moment
 * before, which nobody is asked about.
 *
 * @throws AppError `conflict` when somebody saved another revision since, `not_found` for an unknown note,
 *   `invalid_argument` for a cell of another note.
 */
export function insertNoteRevision(db: TrackingDatabase, save: NoteSave): number {
  const content = whole(save.content);
  return db.sqlite
    .transaction(() => {
      const current = getNote(db, save.id);
      if (current.revision === save.baseRevision) return writeNext(db, current, content, save);
      throw new AppError(
        'conflict',
        `The note was not saved: the text was written over revision ${save.baseRevision}, and ${current.updatedBy} has saved revision ${current.revision} since. Compare both, then save yours over theirs or take theirs.`,
      );
    })
    .immediate();
}

function writeNext(
  db: TrackingDatabase,
  current: Note,
  content: NoteContent,
  { by, owner, draftAt = null, content: sent, setAside }: NoteSave,
): number {
  const { sqlite } = db;
  if (current.deletedAt !== null)
    throw new AppError(
      'conflict',
      `The note was not saved: ${current.deletedBy} has put it into the trash. Restore it, then save.`,
    );
  const at = Date.now();
  const next = current.revision + 1;
  // A revision alone: the cells stay those of their authors.
  if (setAside) insertRevision(sqlite, { noteId: current.id, revision: next, by, at }, whole(setAside));
  const stamp = { noteId: current.id, revision: setAside ? next + 1 : next, by, at };
  sqlite
    .prepare('UPDATE notes SET title = ?, revision = ?, updated_by = ?, updated_at = ? WHERE id = ?')
    .run(content.title, stamp.revision, by, stamp.at, current.id);
  writeContent(sqlite, stamp, content);
  if (owner !== undefined) deleteSavedDraft(db, { noteId: current.id, owner, draftAt }, whole(sent));
  return stamp.revision;
}

/** The content with the defaults of what was not given. */
function whole({ title, cells }: NoteContentInput): NoteContent {
  return { title, cells: noteCellsSchema.parse(cells) };
}

function writeContent(sqlite: TrackingDatabase['sqlite'], stamp: SaveStamp, content: NoteContent): void {
  const { noteId } = stamp;
  const { title, cells } = content;
  const { changed, gone } = writeNoteCells(sqlite, stamp, cells);
  writeNoteSearch(sqlite, stamp, { title, cells, changed, gone });
  writeNoteRefs(
    sqlite,
    noteId,
    cells.filter(({ uid }) => changed.has(uid)),
    gone,
  );
  insertRevision(sqlite, stamp, content);
  raiseDataVersions(sqlite, CHANGED);
}

function insertRevision(
  sqlite: TrackingDatabase['sqlite'],
  { noteId, revision, by, at }: SaveStamp,
  { title, cells }: NoteContent,
): void {
  sqlite
    .prepare(
      'INSERT INTO note_revisions (note_id, revision, title, cells, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(noteId, revision, title, JSON.stringify(cells), by, at);
}

import { and, count, desc, eq, isNull } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import { type NoteContent, noteCellsSchema } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';
import { noteCells, noteRevisions, notes } from '../schema/notes';
import { listNoteCells, type SavedNoteCell } from './note-cells';

/** A note as it is now; `revision` is what the next save must name as its base. */
export interface Note {
  id: number;
  title: string;
  cells: SavedNoteCell[];
  revision: number;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
  updatedBy: string;
  /** UTC milliseconds. */
  updatedAt: number;
  /** UTC milliseconds; null outside the trash. */
  deletedAt: number | null;
  deletedBy: string | null;
}

/** A note in the list of notes. */
export type NoteSummary = Omit<Note, 'cells' | 'deletedAt' | 'deletedBy'> & { cellCount: number };

/** One saved state of a note. */
export interface NoteRevision extends NoteContent {
  revision: number;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
}

/** The notes outside the trash, the one changed last first. */
export function listNotes({ orm }: TrackingDatabase): NoteSummary[] {
  return orm
    .select({
      id: notes.id,
      title: notes.title,
      revision: notes.revision,
      createdBy: notes.createdBy,
      createdAt: notes.createdAt,
      updatedBy: notes.updatedBy,
      updatedAt: notes.updatedAt,
      cellCount: count(noteCells.id),
    })
    .from(notes)
    .leftJoin(noteCells, eq(noteCells.noteId, notes.id))
    .where(isNull(notes.deletedAt))
    .groupBy(notes.id)
    .orderBy(desc(notes.updatedAt), desc(notes.id))
    .all();
}

/**
 * The note with its cells in order; one in the trash too.
 *
 * @throws AppError `not_found` when there is none of this id.
 */
export function getNote({ orm, sqlite }: Pick<TrackingDatabase, 'orm' | 'sqlite'>, id: number): Note {
  const note = orm.select().from(notes).where(eq(notes.id, id)).get();
  if (!note) throw new AppError('not_found', `Note ${id} was asked for and is not in this database.`);
  const { uid: _uid, ...rest } = note;
  return { ...rest, cells: listNoteCells(sqlite, id) };
}

/** The saved states of a note, newest first, without their cells. */
export function listNoteRevisions({ orm }: TrackingDatabase, noteId: number): Omit<NoteRevision, 'cells'>[] {
  return orm
    .select({
      revision: noteRevisions.revision,
      title: noteRevisions.title,
      createdBy: noteRevisions.createdBy,
      createdAt: noteRevisions.createdAt,
    })
    .from(noteRevisions)
    .where(eq(noteRevisions.noteId, noteId))
    .orderBy(desc(noteRevisions.revision))
    .all();
}

/**
 * One saved state of a note.
 *
 * @throws AppError `not_found` when the note has no such revision.
 */
export function getNoteRevision(
  { orm }: Pick<TrackingDatabase, 'orm'>,
  noteId: number,
  revision: number,
): NoteRevision {
  const found = orm
    .select()
    .from(noteRevisions)
    .where(and(eq(noteRevisions.noteId, noteId), eq(noteRevisions.revision, revision)))
    .get();
  if (!found) throw new AppError('not_found', `Note ${noteId} has no revision ${revision}.`);
  const { title, createdBy, createdAt } = found;
  return { revision, title, createdBy, createdAt, cells: noteCellsSchema.parse(JSON.parse(found.cells)) };
}

import { randomUUID } from 'node:crypto';
import { and, asc, count, desc, eq, inArray } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { noteCells, noteRevisions, notes } from '../schema/notes';
import type { NoteCell, NoteContent } from './note-content';

/** Tables that a save changes. */
const CHANGED = ['notes', 'note_cells', 'note_revisions'];

/** A note as it is now; `revision` is what the next save must name as its base. */
export interface Note extends NoteContent {
  id: number;
  revision: number;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
  updatedBy: string;
  /** UTC milliseconds. */
  updatedAt: number;
}

/** A note in the list of notes. */
export type NoteSummary = Omit<Note, 'cells'> & { cellCount: number };

/** One saved state of a note. */
export interface NoteRevision extends NoteContent {
  revision: number;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
}

/** All notes, the one changed last first. */
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
    .groupBy(notes.id)
    .orderBy(desc(notes.updatedAt), desc(notes.id))
    .all();
}

/**
 * The note with its cells in order.
 *
 * @throws AppError `not_found` when there is none of this id.
 */
export function getNote({ orm }: Pick<TrackingDatabase, 'orm'>, id: number): Note {
  const note = orm.select().from(notes).where(eq(notes.id, id)).get();
  if (!note) throw new AppError('not_found', `Note ${id} was asked for and is not in this database.`);
  const cells = orm
    .select({ uid: noteCells.uid, type: noteCells.type, source: noteCells.source })
    .from(noteCells)
    .where(eq(noteCells.noteId, id))
    .orderBy(asc(noteCells.position))
    .all() as NoteCell[];
  const { title, revision, createdBy, createdAt, updatedBy, updatedAt } = note;
  return { id, title, revision, createdBy, createdAt, updatedBy, updatedAt, cells };
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
export function getNoteRevision({ orm }: TrackingDatabase, noteId: number, revision: number): NoteRevision {
  const found = orm
    .select()
    .from(noteRevisions)
    .where(and(eq(noteRevisions.noteId, noteId), eq(noteRevisions.revision, revision)))
    .get();
  if (!found) throw new AppError('not_found', `Note ${noteId} has no revision ${revision}.`);
  const { title, createdBy, createdAt } = found;
  return { revision, title, createdBy, createdAt, cells: JSON.parse(found.cells) as NoteCell[] };
}

/** Makes a note at revision 1 and gives its id. */
export function insertNote({ orm, sqlite }: TrackingDatabase, content: NoteContent, by: string): number {
  return orm.transaction(
    (tx) => {
      const now = Date.now();
      const { id } = tx
        .insert(notes)
        .values({
          uid: randomUUID().replaceAll('-', ''),
          title: content.title,
          revision: 1,
          createdBy: by,
          createdAt: now,
          updatedBy: by,
          updatedAt: now,
        })
        .returning({ id: notes.id })
        .get();
      writeCells(tx, id, content.cells);
      writeRevision(tx, id, 1, content, by, now);
      raiseDataVersions(sqlite, CHANGED);
      return id;
    },
    { behavior: 'immediate' },
  );
}

/**
 * Saves a note over its revision `baseRevision`, as the next revision, whose number it gives. A rename is a save as
 * well.
 *
 * @throws AppError `conflict` when somebody saved another revision since, `not_found` for an unknown note,
 *   `invalid_argument` for a cell of another note.
 */
export function insertNoteRevision(
  { orm, sqlite }: TrackingDatabase,
  save: { id: number; baseRevision: number; content: NoteContent; by: string },
): number {
  const { id, baseRevision, content, by } = save;
  return orm.transaction(
    (tx) => {
      const current = getNote({ orm: tx as unknown as TrackingDatabase['orm'] }, id);
      if (current.revision !== baseRevision) {
        throw new AppError(
          'conflict',
          `The note was not saved: the text was written over revision ${baseRevision}, and ${current.updatedBy} has saved revision ${current.revision} since. Compare both, then save yours over theirs or take theirs.`,
        );
      }
      const now = Date.now();
      const revision = baseRevision + 1;
      tx.update(notes)
        .set({ title: content.title, revision, updatedBy: by, updatedAt: now })
        .where(eq(notes.id, id))
        .run();
      writeCells(tx, id, content.cells);
      writeRevision(tx, id, revision, content, by, now);
      raiseDataVersions(sqlite, CHANGED);
      return revision;
    },
    { behavior: 'immediate' },
  );
}

type Transaction = Pick<TrackingDatabase['orm'], 'select' | 'insert' | 'delete'>;

function writeCells(tx: Transaction, noteId: number, cells: readonly NoteCell[]): void {
  const uids = cells.map(({ uid }) => uid);
  const known = tx
    .select({ noteId: noteCells.noteId })
    .from(noteCells)
    .where(inArray(noteCells.uid, uids))
    .all();
  if (known.some((cell) => cell.noteId !== noteId))
    throw new AppError(
      'invalid_argument',
      `The note was not saved: one of its cells belongs to another note.`,
    );
  tx.delete(noteCells).where(eq(noteCells.noteId, noteId)).run();
  if (cells.length === 0) return;
  tx.insert(noteCells)
    .values(cells.map((cell, position) => ({ ...cell, noteId, position })))
    .run();
}

function writeRevision(
  tx: Transaction,
  noteId: number,
  revision: number,
  content: NoteContent,
  by: string,
  now: number,
): void {
  tx.insert(noteRevisions)
    .values({
      noteId,
      revision,
      title: content.title,
      cells: JSON.stringify(content.cells),
      createdBy: by,
      createdAt: now,
    })
    .run();
}

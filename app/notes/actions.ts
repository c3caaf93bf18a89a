'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { QueryResult } from '@/db/console/query-result';
import { noteContentSchema } from '@/db/notes/note-content';
import { getDataVersions, insertNoteResult, type PinnedResult } from '@/db/notes/note-results';
import { getNote, insertNote, insertNoteRevision, type Note } from '@/db/notes/notes';
import { AppError, toAppError } from '@/lib/domain/errors';
import { runQuery } from '../console/engine';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { currentPerson } from '../session/person';

/** What went wrong, in words. */
export interface Failure {
  error: { code: string; message: string };
}

/** A saved note as it now is, or the note that somebody else saved meanwhile. */
export type SaveAnswer = { saved: Note } | { conflict: Note; message: string } | Failure;

/** The result that was pinned to a cell. */
export type RunAnswer = { pinned: PinnedResult } | Failure;

const id = z.number().int().positive();
const saveSchema = z.object({ id, baseRevision: id, content: noteContentSchema });
const runSchema = z.object({
  noteId: id,
  cellUid: z.string().regex(/^[0-9a-f]{32}$/),
  queryId: z.string().min(8).max(64),
});

/** Makes a note with one empty text and opens it. */
export async function createNote(cellUid: string): Promise<Failure> {
  await requireAccess();
  const title = (await getTranslations('notes'))('untitled');
  const content = noteContentSchema.safeParse({
    title,
    cells: [{ uid: cellUid, type: 'markdown', source: '' }],
  });
  if (!content.success) return invalid(content.error);
  const person = await currentPerson();
  redirect(`/notes/${insertNote(trackingDatabase(), content.data, person.name)}`);
}

/** Saves a note over the revision it was written on. */
export async function saveNote(input: unknown): Promise<SaveAnswer> {
  await requireAccess();
  const save = saveSchema.safeParse(input);
  if (!save.success) return invalid(save.error);
  const database = trackingDatabase();
  const person = await currentPerson();
  try {
    insertNoteRevision(database, { ...save.data, by: person.name });
    return { saved: getNote(database, save.data.id) };
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'conflict') return { conflict: getNote(database, save.data.id), message };
    return failure(error);
  }
}

/** Runs an SQL cell as it was saved and pins what it found to it. */
export async function runCell(input: unknown): Promise<RunAnswer> {
  await requireAccess();
  const run = runSchema.safeParse(input);
  if (!run.success) return invalid(run.error);
  const { noteId, cellUid, queryId } = run.data;
  const database = trackingDatabase();
  const person = await currentPerson();
  try {
    const cell = getNote(database, noteId).cells.find(({ uid, type }) => uid === cellUid && type === 'sql');
    if (!cell)
      throw new AppError('not_found', 'The cell was not run: the note, as saved, has no such SQL cell.');
    const dataVersions = getDataVersions(database);
    const result: QueryResult = await runQuery({
      id: queryId,
      sql: cell.source,
      by: person.name,
      owner: person.id ?? person.name,
      source: 'note',
    });
    const pin = { noteId, cellUid, sql: cell.source, result, dataVersions, by: person.name };
    return { pinned: insertNoteResult(database, pin) };
  } catch (error) {
    return failure(error);
  }
}

function failure(thrown: unknown): Failure {
  const { code, message } = toAppError(thrown);
  if (code === 'internal') console.error(thrown);
  return { error: { code, message } };
}

function invalid(error: z.ZodError): Failure {
  return { error: { code: 'invalid_argument', message: z.prettifyError(error) } };
}

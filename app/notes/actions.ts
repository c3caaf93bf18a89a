'use server';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { getDataVersions, listNoteResults, type PinnedResult } from '@/db/notes/note-results';
import { getNote, type Note } from '@/db/notes/notes';
import { changeOfNoteCell, runNoteCell } from '@/db/notes/run-note-cell';
import { insertNote, insertNoteRevision, saveNote as saveStoredNote } from '@/db/notes/save-note';
import { toAppError } from '@/lib/domain/errors';
import { noteCellsSchema, noteContentSchema } from '@/lib/domain/note-content';
import type { NoteMerge } from '@/lib/domain/note-merge';
import type { ResultChange } from '@/lib/domain/result-change';
import { runQuery } from '../console/engine';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { currentPerson } from '../session/person';
import { draftOwner } from './draft-owner';
import { runner } from './runner';

/** What went wrong, in words. */
export interface Failure {
  error: { code: string; message: string };
}

/**
 * A saved note as it now is, with what somebody else saved meanwhile (`isMerged`); or what they saved, with the cells
 * that have to be decided on before the note is saved over their revision.
 */
export type SaveAnswer =
  | { saved: Note; isMerged: boolean }
  | { conflict: Note; merge: NoteMerge; message: string }
  | Failure;

/** The result that was pinned to a cell. */
export type RunAnswer = { pinned: PinnedResult } | Failure;

const id = z.number().int().positive();
const saveSchema = z.object({
  id,
  baseRevision: id,
  content: noteContentSchema,
  /** Time of the draft that the content was typed on from. */
  draftAt: z.int().nullable(),
  setAside: noteContentSchema.optional(),
});
const runSchema = z.object({
  noteId: id,
  cellUid: z.string().regex(/^[0-9a-f]{32}$/),
  queryId: z.string().min(8).max(64),
});

/** Saves a note over the revision it was written on. */
export async function saveNote(input: unknown): Promise<SaveAnswer> {
  await requireAccess();
  const save = saveSchema.safeParse(input);
  if (!save.success) return invalid(save.error);
  const database = trackingDatabase();
  const person = await currentPerson();
  try {
    const outcome = saveStoredNote(database, {
      ...save.data,
      by: person.name,
      owner: await draftOwner(),
    });
    if ('revision' in outcome) return { saved: getNote(database, save.data.id), isMerged: outcome.isMerged };
    const { theirs, merge } = outcome;
    const t = await getTranslations('notes');
    return {
      conflict: theirs,
      merge,
      message: t('conflictMessage', { name: theirs.updatedBy, revision: theirs.revision }),
    };
  } catch (error) {
    return failure(error);
  }
}

/** Runs an SQL cell as it was saved, with what it reads of other cells, and pins what it found to it. */
export async function runCell(input: z.input<typeof runSchema>): Promise<RunAnswer> {
  await requireAccess();
  const run = runSchema.safeParse(input);
  if (!run.success) return invalid(run.error);
  try {
    return { pinned: await runNoteCell(trackingDatabase(), runQuery, { ...run.data, ...(await runner()) }) };
  } catch (error) {
    return failure(error);
  }
}

/** What changed since the result of a cell was seen; nothing is kept, and `change` is missing when all is the same. */
export async function compareCell(
  input: z.input<typeof runSchema>,
): Promise<{ change?: ResultChange } | Failure> {
  await requireAccess();
  const run = runSchema.safeParse(input);
  if (!run.success) return invalid(run.error);
  try {
    const cell = { ...run.data, ...(await runner()) };
    return { change: await changeOfNoteCell(trackingDatabase(), runQuery, cell) };
  } catch (error) {
    return failure(error);
  }
}

const LONGEST_TITLE = 200;

const addSchema = z.object({
  /** A note that is there; without it a new one is made. */
  noteId: id.optional(),
  title: z.string(),
  cells: noteCellsSchema.min(1).max(8),
});

/** Adds cells to the end of a note, or to a new one; runs their queries and pins what those find. */
export async function addToNote(input: z.input<typeof addSchema>): Promise<{ noteId: number } | Failure> {
  await requireAccess();
  const add = addSchema.safeParse(input);
  if (!add.success) return invalid(add.error);
  const { title, cells: added } = add.data;
  const database = trackingDatabase();
  const { name } = await currentPerson();
  const newTitle = (title.trim() || (await getTranslations('notes'))('untitled')).slice(0, LONGEST_TITLE);
  try {
    const before = add.data.noteId === undefined ? undefined : getNote(database, add.data.noteId);
    const cells = [...(before?.cells ?? []), ...added];
    const content = noteContentSchema.safeParse({
      title: before?.title ?? newTitle,
      cells,
    });
    if (!content.success) return invalid(content.error);
    const noteId = before?.id ?? insertNote(database, content.data, name);
    if (before)
      insertNoteRevision(database, {
        id: noteId,
        baseRevision: before.revision,
        content: content.data,
        by: name,
      });
    // It was added, whatever its query comes to: the cell then shows that it was not run.
    for (const { uid: cellUid, type } of added)
      if (type === 'sql')
        await runNoteCell(database, runQuery, { noteId, cellUid, ...(await runner()) }).catch(failure);
    return { noteId };
  } catch (error) {
    return failure(error);
  }
}

/** A note as it is now, with the newest result of each of its queries. */
export async function readNote(noteId: number): Promise<{ note: Note; results: PinnedResult[] }> {
  await requireAccess();
  const note = getNote(trackingDatabase(), id.parse(noteId));
  return { note, results: listNoteResults(trackingDatabase(), note.id) };
}

/** Version of each table now. */
export async function readDataVersions(): Promise<Record<string, number>> {
  await requireAccess();
  return getDataVersions(trackingDatabase());
}

function failure(thrown: unknown): Failure {
  const { code, message } = toAppError(thrown);
  if (code === 'internal') console.error(thrown);
  return { error: { code, message } };
}

function invalid(error: z.ZodError): Failure {
  return { error: { code: 'invalid_argument', message: z.prettifyError(error) } };
}

'use server';

import { z } from 'zod';
import { deleteNoteDraft, findNoteDraft, type NoteDraft, writeNoteDraft } from '@/db/notes/note-drafts';
import { getNote, getNoteRevision, type Note } from '@/db/notes/notes';
import { toAppError } from '@/lib/domain/errors';
import { noteDraftSchema } from '@/lib/domain/note-content';
import { mergeNotes, type NoteMerge } from '@/lib/domain/note-merge';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { parsed } from '../session/act';
import { currentPerson } from '../session/person';
import type { Failure } from './actions';
import { draftOwner } from './draft-owner';

const id = z.int().positive();
const draftSchema = z.object({
  noteId: id,
  over: z.int().nullable(),
  baseRevision: id,
  content: noteDraftSchema,
});

/** The time of a draft that was kept; or the other draft that is there, null when it was saved or thrown away. */
export type DraftAnswer = { updatedAt: number } | { other: NoteDraft | null } | Failure;

/** Keeps unsaved work, in place of the draft of the time `over`. */
export async function saveDraft(input: z.input<typeof draftSchema>): Promise<DraftAnswer> {
  await requireAccess();
  try {
    const { name } = await currentPerson();
    const draft = parsed(draftSchema, input);
    return writeNoteDraft(trackingDatabase(), { ...draft, owner: await draftOwner(), by: name });
  } catch (error) {
    const { code, message } = toAppError(error);
    return { error: { code, message } };
  }
}

/** A draft, and what it comes to over the newest revision of the note, which others may have saved since. */
export interface ReadDraft extends NoteDraft {
  merge: NoteMerge;
}

/** The unsaved work of who asks on a note; undefined when there is none. */
export async function readDraft(noteId: number): Promise<ReadDraft | undefined> {
  await requireAccess();
  const db = trackingDatabase();
  const draft = findNoteDraft(db, { noteId: parsed(id, noteId), owner: await draftOwner() });
  if (!draft) return undefined;
  const base = getNoteRevision(db, noteId, draft.baseRevision);
  return { ...draft, merge: mergeNotes(base, draft.content, getNote(db, noteId)) };
}

/** Throws the draft of the time `over` of who asks away, not another window's, and gives the note as it is saved now. */
export async function discardDraft(noteId: number, over: number | null): Promise<{ note: Note } | Failure> {
  await requireAccess();
  try {
    const db = trackingDatabase();
    const note = getNote(db, parsed(id, noteId));
    const draft = { noteId, owner: await draftOwner() };
    if (findNoteDraft(db, draft)?.updatedAt === over) deleteNoteDraft(db, draft);
    return { note };
  } catch (error) {
    const { code, message } = toAppError(error);
    return { error: { code, message } };
  }
}

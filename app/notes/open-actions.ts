'use server';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { getDataVersions, listNoteResults, type PinnedResult } from '@/db/notes/note-results';
import { getNote, listNotes, type Note } from '@/db/notes/notes';
import { insertNote } from '@/db/notes/save-note';
import { noteContentSchema } from '@/lib/domain/note-content';
import { trackingDatabase } from '../data/database';
import { requireAccess } from '../session/access';
import { type ActionFault, act, parsed } from '../session/act';
import { currentPerson } from '../session/person';
import { readDraft } from './draft-actions';

/** What the editor of a note starts with. */
export interface OpenedNote {
  note: Note;
  results: PinnedResult[];
  dataVersions: Record<string, number>;
  draft: Awaited<ReturnType<typeof readDraft>>;
}

/** A note to choose. */
export interface NoteChoice {
  id: number;
  title: string;
  revision: number;
}

const id = z.int().positive();

/** A note as its page would open it; undefined when it is gone, or in the trash. */
export async function openNote(noteId: number): Promise<OpenedNote | undefined> {
  await requireAccess();
  const db = trackingDatabase();
  if (!listNotes(db).some((note) => note.id === parsed(id, noteId))) return undefined;
  return {
    note: getNote(db, noteId),
    results: listNoteResults(db, noteId),
    dataVersions: getDataVersions(db),
    draft: await readDraft(noteId),
  };
}

/** The notes outside the trash, the one changed last first. */
export async function readNoteChoices(): Promise<NoteChoice[]> {
  await requireAccess();
  return listNotes(trackingDatabase()).map(({ id: noteId, title, revision }) => ({
    id: noteId,
    title,
    revision,
  }));
}

/** Makes a note with one empty text. */
export async function makeNote(cellUid: string): Promise<{ noteId: number } | { fault: ActionFault }> {
  let noteId = 0;
  const t = await getTranslations('notes');
  const { name } = await currentPerson();
  const fault = await act((db) => {
    const content = parsed(noteContentSchema, {
      title: t('untitled'),
      cells: [{ uid: cellUid, type: 'markdown', source: '' }],
    });
    noteId = insertNote(db, content, name);
  });
  return fault ? { fault } : { noteId };
}

'use server';

import { z } from 'zod';
import {
  purgeNote as purgeStoredNote,
  restoreNote as restoreStoredNote,
  trashNote,
} from '@/db/notes/note-trash';
import { type ActionFault, act, parsed } from '../session/act';

const id = z.int().positive();

/** Puts a note into the trash. */
export async function deleteNote(noteId: number): Promise<ActionFault> {
  return act((db, by) => trashNote(db, parsed(id, noteId), by));
}

/** Takes a note out of the trash. */
export async function restoreNote(noteId: number): Promise<ActionFault> {
  return act((db) => restoreStoredNote(db, parsed(id, noteId)));
}

/** Deletes a note of the trash for good. */
export async function purgeNote(noteId: number): Promise<ActionFault> {
  return act((db, by) => purgeStoredNote(db, parsed(id, noteId), by));
}

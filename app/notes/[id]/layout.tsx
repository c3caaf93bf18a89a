import type { ReactNode } from 'react';
import { getNote } from '@/db/notes/notes';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';

/** Says that there is no such note before anything is sent, so that the answer has the status 404. */
export default async function NoteLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  const id = idFromPath((await props.params).id);
  const db = await openDatabase();
  orNotFound(() => getNote(db, id));
  return props.children;
}

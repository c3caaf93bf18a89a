import type { ReactNode } from 'react';
import { getRun } from '@/db/queries/run';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';

/** Says that there is no such run before anything is sent, so that the answer has the status 404. */
export default async function RunLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  const id = idFromPath((await props.params).id);
  const db = await openDatabase();
  orNotFound(() => getRun(db, id));
  return props.children;
}

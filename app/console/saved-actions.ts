'use server';

import { z } from 'zod';
import {
  deleteSavedQuery,
  findSavedQuery,
  insertSavedQuery,
  listSavedQueries,
  type SavedQuery,
  savedQuerySchema,
  updateSavedQuery,
} from '@/db/saved-queries';
import { openDatabase } from '../data/database';
import { type ActionFault, act, parsed } from '../session/act';

/** All saved queries by name. */
export async function readSavedQueries(): Promise<SavedQuery[]> {
  return listSavedQueries(await openDatabase());
}

const saveSchema = z.object({
  /** Without it a new query is made. */
  base: z.object({ uid: z.string(), revision: z.int() }).optional(),
  content: savedQuerySchema,
});

/** Saves a query; `stored` is what somebody else saved meanwhile, and nothing was saved then. */
export async function saveQuery(
  input: z.input<typeof saveSchema>,
): Promise<{ saved?: SavedQuery; stored?: SavedQuery; fault?: ActionFault }> {
  let saved: SavedQuery | undefined;
  let stored: SavedQuery | undefined;
  const fault = await act((db, by) => {
    const { base, content } = parsed(saveSchema, input);
    stored = base && findSavedQuery(db, base.uid);
    saved = base
      ? updateSavedQuery(db, { uid: base.uid, baseRevision: base.revision, content, by })
      : insertSavedQuery(db, content, by);
  });
  return { saved, stored: fault?.code === 'conflict' ? stored : undefined, fault };
}

/** Deletes a saved query for everybody. */
export async function removeQuery(uid: string): Promise<ActionFault> {
  return act((db) => deleteSavedQuery(db, parsed(z.string(), uid)));
}

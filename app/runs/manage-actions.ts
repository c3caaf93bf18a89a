'use server';

import { z } from 'zod';
import { purgeRuns as purgeStoredRuns } from '@/db/run-purge';
import { tagRuns as tagStoredRuns, untagRuns as untagStoredRuns } from '@/db/run-tags';
import {
  archiveRuns as archiveStoredRuns,
  restoreRuns as restoreStoredRuns,
  trashRuns as trashStoredRuns,
  unarchiveRuns as unarchiveStoredRuns,
} from '@/db/run-trash';
import {
  deleteView as deleteStoredView,
  renameView as renameStoredView,
  type SavedView,
  saveView as saveStoredView,
} from '@/db/saved-views';
import { type ActionFault, act, parsed } from '../session/act';

const idSchema = z.int().positive();
const idsSchema = z.array(idSchema).min(1).max(100_000);

/** Gives runs a tag. */
export async function tagRuns(runIds: number[], tag: string): Promise<ActionFault> {
  return act((db, person) => tagStoredRuns(db, parsed(idsSchema, runIds), parsed(z.string(), tag), person));
}

/** Takes a tag away from runs. */
export async function untagRuns(runIds: number[], tag: string): Promise<ActionFault> {
  return act((db) => untagStoredRuns(db, parsed(idsSchema, runIds), parsed(z.string(), tag)));
}

/** Hides runs from the grid. */
export async function archiveRuns(runIds: number[]): Promise<ActionFault> {
  return act((db) => archiveStoredRuns(db, parsed(idsSchema, runIds)));
}

/** Shows archived runs again. */
export async function unarchiveRuns(runIds: number[]): Promise<ActionFault> {
  return act((db) => unarchiveStoredRuns(db, parsed(idsSchema, runIds)));
}

/** Puts runs into the trash, parents with their children. */
export async function trashRuns(runIds: number[]): Promise<ActionFault> {
  return act((db, person) => trashStoredRuns(db, parsed(idsSchema, runIds), person));
}

/** Takes runs out of the trash. */
export async function restoreRuns(runIds: number[]): Promise<ActionFault> {
  return act((db) => restoreStoredRuns(db, parsed(idsSchema, runIds)));
}

/** Deletes trashed runs for good. */
export async function purgeRuns(runIds: number[]): Promise<ActionFault> {
  return act(async (db, person) => {
    await purgeStoredRuns(db, parsed(idsSchema, runIds), person);
  });
}

const viewSchema = z.object({
  name: z.string(),
  experimentId: idSchema.optional(),
  state: z.unknown(),
  replace: z.boolean().optional(),
});

/** Saves a view of the runs grid; with `replace`, in place of the one of the same name. */
export async function saveView(
  view: z.input<typeof viewSchema>,
): Promise<{ view: SavedView; fault?: undefined } | { view?: undefined; fault: NonNullable<ActionFault> }> {
  let saved: SavedView | undefined;
  const fault = await act((db, person) => {
    const { state, ...rest } = parsed(viewSchema, view);
    saved = saveStoredView(db, { ...rest, state }, person);
  });
  if (fault) return { fault };
  return { view: saved as SavedView };
}

/** Gives a view another name. */
export async function renameView(viewId: number, name: string): Promise<ActionFault> {
  return act((db) => renameStoredView(db, parsed(idSchema, viewId), parsed(z.string(), name)));
}

/** Deletes a view. */
export async function deleteView(viewId: number): Promise<ActionFault> {
  return act((db) => deleteStoredView(db, parsed(idSchema, viewId)));
}

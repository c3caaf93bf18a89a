'use server';

import { z } from 'zod';
import { updateExperimentDescription } from '@/db/experiment-description';
import {
  purgeExperiment as purgeStoredExperiment,
  restoreExperiment as restoreStoredExperiment,
  trashExperiment as trashStoredExperiment,
} from '@/db/experiment-trash';
import { type ActionFault, act, parsed } from '../session/act';

const idSchema = z.int().positive();

/** Puts all runs of an experiment into the trash. */
export async function trashExperiment(experimentId: number): Promise<ActionFault> {
  return act((db, person) => trashStoredExperiment(db, parsed(idSchema, experimentId), person));
}

/** Takes all runs of an experiment out of the trash. */
export async function restoreExperiment(experimentId: number): Promise<ActionFault> {
  return act((db) => restoreStoredExperiment(db, parsed(idSchema, experimentId)));
}

/** Deletes an experiment with its trashed runs for good. */
export async function purgeExperiment(experimentId: number): Promise<ActionFault> {
  return act((db, person) => purgeStoredExperiment(db, parsed(idSchema, experimentId), person));
}

const descriptionSchema = z.object({ experimentId: idSchema, before: z.string(), after: z.string() });

/** Writes what an experiment is about; `theirs` is what somebody else wrote meanwhile, and nothing was saved then. */
export async function describeExperiment(
  input: z.input<typeof descriptionSchema>,
): Promise<{ theirs?: string; fault?: ActionFault }> {
  let theirs: string | undefined;
  const fault = await act((db) => {
    const { experimentId, ...change } = parsed(descriptionSchema, input);
    const { isSaved, description } = updateExperimentDescription(db, experimentId, change);
    if (!isSaved) theirs = description;
  });
  return { theirs, fault };
}

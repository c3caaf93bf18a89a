'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { resumeRun as resumeStoredRun } from '@/db/resume-run';
import { updateConclusion } from '@/db/run-conclusion';
import { requestCancel } from '@/db/run-queue';
import { retryRun } from '@/db/schedule-run';
import { AppError, toAppError } from '@/lib/domain/errors';
import { openDatabase } from '../data/database';
import type { ActionFault } from '../session/act';
import { currentPerson } from '../session/person';

/** Stops a run: at once when it waits, within a second or so when it runs. */
export async function cancelRun(runId: number): Promise<ActionFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  return faultOf(() => requestCancel(db, runId, name));
}

/** Goes on with a failed or killed run from its last checkpoint. */
export async function resumeRun(runId: number): Promise<ActionFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  return faultOf(() => resumeStoredRun(db, runId, name));
}

/** Schedules a new run with the config of this one and goes to its page. */
export async function runAgain(runId: number): Promise<ActionFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  let newRunId = 0;
  const fault = faultOf(() => {
    newRunId = retryRun(db, runId, name).runId;
  });
  if (fault) return fault;
  redirect(`/runs/${newRunId}`);
}

const conclusionSchema = z.object({
  runId: z.number().int().positive(),
  before: z.string(),
  after: z.string(),
});

/** The conclusion that is now stored: the saved one, or what somebody else saved meanwhile. */
export type ConclusionAnswer = { isSaved: boolean; conclusion: string } | { error: string };

/** Saves what was learned from a run, over the text it was written on. */
export async function saveConclusion(input: unknown): Promise<ConclusionAnswer> {
  const db = await openDatabase();
  try {
    const { runId, before, after } = conclusionSchema.parse(input);
    return updateConclusion(db, runId, { before, after });
  } catch (error) {
    return { error: toAppError(error).message };
  }
}

function faultOf(act: () => void): ActionFault {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
}

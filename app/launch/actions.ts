'use server';

import { redirect } from 'next/navigation';
import { scheduleRun as scheduleStoredRun } from '@/db/schedule-run';
import { AppError, type FieldIssue } from '@/lib/domain/errors';
import { openDatabase } from '../data/database';
import { currentPerson } from '../session/person';

/** Why nothing was scheduled: a message, and the faults by field. */
export interface LaunchFault {
  message: string;
  issues: FieldIssue[];
}

/** Puts a run with this config into the queue and goes to its page; faults come back by field. */
export async function scheduleRun(config: unknown): Promise<LaunchFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  let runId: number;
  try {
    runId = scheduleStoredRun(db, config, { createdBy: name }).runId;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_config') throw error;
    return { message: error.message, issues: [...error.issues] };
  }
  redirect(`/runs/${runId}`);
}

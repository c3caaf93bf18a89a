'use server';

import { redirect } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import type { LaunchInputs } from '@/db/queries/launch-inputs';
import { openDatabase } from '../data/database';
import { read } from '../data/read';
import { requireAccess } from '../session/access';
import { currentPerson } from '../session/person';
import { type LaunchFault, launchRun } from './launch-run';
import { MOST_INPUTS } from './limits';

const runId = z.int().positive().optional();
const searchText = z.string().max(200);

/** Puts a run with this config into the queue and goes to its page; faults come back by field. */
export async function scheduleRun(config: unknown, fromRunId?: number): Promise<LaunchFault> {
  const db = await openDatabase();
  const { name } = await currentPerson();
  const answer = await launchRun(db, config, {
    createdBy: name,
    fromRunId: runId.parse(fromRunId),
    locale: await getLocale(),
  });
  if ('issues' in answer) return answer;
  redirect(`/runs/${answer.runId}`);
}

/** Models and open runs whose words contain the text. */
export async function searchInputs(search: string): Promise<LaunchInputs> {
  await requireAccess();
  return read('listLaunchInputs', { search: searchText.parse(search), limit: MOST_INPUTS });
}

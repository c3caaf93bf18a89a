import type { TrackingDatabase } from '@/db/client';
import { getRun } from '@/db/queries/run';
import { scheduleRun } from '@/db/schedule-run';
import { AppError, type FieldIssue } from '@/lib/domain/errors';
import { checkConfig, inLanguage } from './config-faults';
import { isSameJson } from './input-defaults';

/** Why nothing was scheduled: the faults by field. */
export interface LaunchFault {
  issues: FieldIssue[];
}

/**
 * Schedules a run with the config. A copy of an earlier run that was not changed names it as the run it repeats.
 */
export async function launchRun(
  db: TrackingDatabase,
  input: unknown,
  { createdBy, fromRunId, locale }: { createdBy: string; fromRunId?: number; locale: string },
): Promise<{ runId: number } | LaunchFault> {
  const checked = await checkConfig(input, locale);
  if ('issues' in checked) return checked;
  const { config } = checked;
  const isRepeat = fromRunId !== undefined && isSameJson(config, JSON.parse(getRun(db, fromRunId).config));
  try {
    return {
      runId: scheduleRun(db, config, { createdBy, retryOfRunId: isRepeat ? fromRunId : undefined }).runId,
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_config') throw error;
    return { issues: error.issues.map((issue) => inLanguage(issue, locale)) };
  }
}

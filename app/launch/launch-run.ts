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
 * Schedules a run with the config. One that was taken from an earlier run names it: as the run it repeats when nothing
 * was changed, else as the run it was copied from.
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
    const origin = isRepeat ? { retryOfRunId: fromRunId } : { copiedFromRunId: fromRunId };
    return { runId: scheduleRun(db, config, { createdBy, ...origin }).runId };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_config') throw error;
    return { issues: error.issues.map((issue) => inLanguage(issue, locale)) };
  }
}

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { openTrackingDatabase } from '@/db/client';
import { scheduleRun } from '@/db/schedule-run';
import { dataDir } from '@/lib/domain/data-dir';
import { AppError, toAppError } from '@/lib/domain/errors';
import { type FollowedRun, followRun } from '../follow-runs';
import { commandLinePerson } from '../person';
import { printRuns, readRunResults } from '../run-results';

function readConfig(path: string): unknown {
  const text = readFileSync(path === '-' ? 0 : path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      'invalid_config',
      `Reading the config ${path}: expected JSON, found ${cause instanceof Error ? cause.message : String(cause)}. Nothing was scheduled.`,
      { cause },
    );
  }
}

async function runConfig(path: string, asJson: boolean): Promise<FollowedRun> {
  const config = readConfig(path);
  const db = openTrackingDatabase(dataDir());
  try {
    const { runId, childRunIds } = scheduleRun(db, config, { createdBy: commandLinePerson() });
    process.stderr.write(
      `Scheduled run ${runId}${childRunIds.length > 0 ? ` with ${childRunIds.length} child runs` : ''}.\n`,
    );
    const { run } = await followRun(db, runId);
    const results = readRunResults(db, childRunIds.length > 0 ? childRunIds : [runId]);
    if (asJson) process.stdout.write(`${JSON.stringify({ run, results })}\n`);
    else printRuns(results);
    return run;
  } finally {
    db.close();
  }
}

/** `lathe run CONFIG.json`: schedules a run and follows it to its end. */
export const runCommand = new Command('run')
  .description(
    'Schedule the run that a JSON file describes and follow it; a worker must be running (npm start).',
  )
  .argument('<config>', 'path of the run config; "-" reads it from standard input')
  .option('--json', 'print the outcome as JSON')
  .action(async (path: string, options: { json?: boolean }) => {
    try {
      const run = await runConfig(path, options.json === true);
      if (run.status !== 'finished') process.exitCode = 1;
    } catch (error) {
      process.stderr.write(`${toAppError(error).message}\n`);
      process.exitCode = 1;
    }
  });

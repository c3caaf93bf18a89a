import { Command } from 'commander';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { QUERY_LIMITS } from '@/db/console/limits';
import { insertQueryLog } from '@/db/console/query-log';
import { createQueryPool } from '@/db/console/query-pool';
import { scheduleRun } from '@/db/schedule-run';
import { databasePath, dataDir } from '@/lib/domain/data-dir';
import { toAppError } from '@/lib/domain/errors';
import { followRun } from '../follow-runs';
import { commandLinePerson } from '../person';
import { printRuns, readRunResults } from '../run-results';
import { printSensitivity, sensitivityQuestion } from '../starter/sensitivity-question';
import { starterPipeline } from '../starter/starter-pipeline';

const QUICK_EXPERIMENT = 'MNIST starter';
const FULL_EXPERIMENT = 'MNIST starter, full';

interface StarterOptions {
  full?: boolean;
  address?: string;
}

/** Runs the starter experiment and prints its answer; true when every run finished. */
async function runStarter(db: TrackingDatabase, options: StarterOptions): Promise<boolean> {
  const by = commandLinePerson();
  const experiment = options.full ? FULL_EXPERIMENT : QUICK_EXPERIMENT;
  const started = performance.now();
  const { runId, childRunIds } = scheduleRun(db, starterPipeline(experiment, options.full === true), {
    createdBy: by,
  });
  process.stdout.write(
    options.full
      ? `${childRunIds.length} runs on all of MNIST (55,000 training, 5,000 validation, 10,000 test images): about 10 minutes on two cores.\n`
      : `${childRunIds.length} runs on 6,000 MNIST images: about a minute on two cores.\n`,
  );
  const { children } = await followRun(db, runId);
  process.stdout.write(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.\n\n`);

  const sql = sensitivityQuestion(runId);
  process.stdout.write(`Which layers are prune-sensitive?\n\n${sql}\n\n`);
  const pool = createQueryPool({
    databasePath: databasePath(),
    limits: QUERY_LIMITS,
    log: (entry) => insertQueryLog(db, entry),
  });
  try {
    printSensitivity(await pool.run({ sql, by, source: 'cli' }));
  } finally {
    await pool.close();
  }
  process.stdout.write('\nAll runs:\n');
  printRuns(readRunResults(db, childRunIds));
  process.stdout.write(
    'bytes: each tensor dense or as a bitmap with its nonzeros, whichever is smaller; quantized kernels by their bits, with their scales.\n',
  );
  const experimentId = db.sqlite.prepare('SELECT experiment_id FROM runs WHERE id = ?').pluck().get(runId);
  if (options.address)
    process.stdout.write(`\nThe experiment: ${options.address}/experiments/${experimentId}\n`);
  return children.every(({ status }) => status === 'finished');
}

/** `lathe starter`: the experiment of `npm run demo`. */
export const starterCommand = new Command('starter')
  .description(
    'Run the starter experiment on MNIST and print which layers are prune-sensitive; a worker must be running.',
  )
  .option('--full', 'all of MNIST in place of 6,000 images')
  .option('--address <url>', 'address of the app, for the link to the experiment')
  .action(async (options: StarterOptions) => {
    const db = openTrackingDatabase(dataDir());
    try {
      if (!(await runStarter(db, options))) process.exitCode = 1;
    } catch (error) {
      process.stderr.write(`${toAppError(error).message}\n`);
      process.exitCode = 1;
    } finally {
      db.close();
    }
  });

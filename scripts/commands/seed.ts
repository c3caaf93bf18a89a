import { resolve } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { openTrackingDatabase } from '@/db/client';
import { dataDir } from '@/lib/domain/data-dir';
import { toAppError } from '@/lib/domain/errors';
import { type SeedCounts, seedDatabase } from '../seed/seed-database';

interface SeedOptions {
  dataDir: string;
  runs: number;
  points?: number;
  layers?: number;
}

const POINTS_PER_RUN = 200;
const LAYERS_PER_RUN = 120;

/** `lathe seed`: a database of generated runs, for looking around and for measuring. */
export function seedCommand(): Command {
  return new Command('seed')
    .description('Fill an empty data directory with generated experiments; their models have no weights.')
    .option('--data-dir <dir>', 'folder of the database', dataDir())
    .option('--runs <n>', 'runs', wholeNumber, 2_000)
    .option('--points <n>', `points of metrics, about; ${POINTS_PER_RUN} a run when left out`, wholeNumber)
    .option(
      '--layers <n>',
      `rows of layer statistics, about; ${LAYERS_PER_RUN} a run when left out`,
      wholeNumber,
    )
    .action((options: SeedOptions) => {
      try {
        const begin = performance.now();
        const counts = seed(options);
        const seconds = ((performance.now() - begin) / 1000).toFixed(1);
        process.stdout.write(`${sentence(counts)} in ${resolve(options.dataDir)}, in ${seconds} s.\n`);
      } catch (error) {
        process.stderr.write(`${toAppError(error).message}\n`);
        process.exitCode = 1;
      }
    });
}

function seed({ dataDir: folder, runs, points, layers }: SeedOptions): SeedCounts {
  const bar = process.stderr.isTTY
    ? new SingleBar(
        { format: '{bar} {value} of {total} runs, {phase}', hideCursor: true },
        Presets.shades_classic,
      )
    : undefined;
  const db = openTrackingDatabase(resolve(folder));
  try {
    bar?.start(runs, 0, { phase: '' });
    const size = { runs, points: points ?? POINTS_PER_RUN * runs, layers: layers ?? LAYERS_PER_RUN * runs };
    return seedDatabase(db, size, (done, phase) => {
      bar?.update(done, { phase });
      bar?.render(); // its timer stands still while rows are written
    });
  } finally {
    bar?.stop();
    db.close();
  }
}

function sentence({ experiments, runs, points, layers, histograms }: SeedCounts): string {
  const counts = { experiments, runs, points, 'layer rows': layers, histograms };
  return Object.entries(counts)
    .map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`)
    .join(', ');
}

function wholeNumber(text: string): number {
  const value = Number(text.replaceAll(/[_,]/g, ''));
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return value;
}

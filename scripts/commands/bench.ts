import { Command } from 'commander';
import { type BenchTable, printBenchTable } from '../bench/bench-table';

/** What can be measured; each part is loaded only when it is asked for. */
const BENCHES: Record<string, (options: BenchOptions) => Promise<BenchTable>> = {
  train: async ({ python }) => (await import('../bench/train')).benchTrain(python),
  record: async () => (await import('../bench/record')).benchRecord(),
  stats: async () => (await import('../bench/stats')).benchStats(),
  query: async ({ dataDir }) => (await import('../bench/query')).benchQuery(dataDir),
  claim: async () => (await import('../bench/claim')).benchClaim(),
  pages: async ({ dataDir }) => (await import('../bench/pages')).benchPages(dataDir),
  console: async ({ dataDir }) => (await import('../bench/console')).benchConsole(dataDir),
  notes: async () => (await import('../bench/notes')).benchNotes(),
};

/** These need the production build, and most of them a database that somebody named. */
const ONLY_WHEN_NAMED = ['pages', 'console', 'notes'];

interface BenchOptions {
  json?: boolean;
  python?: string;
  dataDir?: string;
}

/** `lathe bench`: figures of speed and memory with the machine they were measured on. */
export const benchCommand = new Command('bench')
  .description(
    `Measure speed: ${Object.keys(BENCHES).join(', ')}; all but ${ONLY_WHEN_NAMED.join(', ')} when none is named.`,
  )
  .argument('[names...]', 'what to measure')
  .option('--json', 'print JSON')
  .option(
    '--data-dir <path>',
    'a database that lathe seed made, for the queries, pages and console; the queries make a small one when it is left out',
  )
  .option('--python <path>', 'a Python with torch, to train the same networks beside')
  .action(async (names: string[], options: BenchOptions) => {
    const unknown = names.find((name) => !(name in BENCHES));
    if (unknown !== undefined) {
      process.stderr.write(
        `There is no benchmark "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}.\n`,
      );
      process.exitCode = 1;
      return;
    }
    const tables: BenchTable[] = [];
    const all = Object.keys(BENCHES).filter((name) => !ONLY_WHEN_NAMED.includes(name));
    for (const name of names.length > 0 ? names : all) {
      const table = await BENCHES[name](options);
      tables.push(table);
      if (!options.json) printBenchTable(table);
    }
    if (options.json) process.stdout.write(`${JSON.stringify(tables)}\n`);
  });

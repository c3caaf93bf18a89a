import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openTrackingDatabase, projectRoot } from '@/db/client';
import { scheduleRun } from '@/db/schedule-run';
import { AppError } from '@/lib/domain/errors';
import { type BenchTable, machineDescription } from './bench-table';

const RUNS = 3_000;
const PROCESSES = 4;

/** What one claiming process reports. */
export interface Claimed {
  runIds: number[];
  elapsedMs: number;
  error: string | null;
}

/** Claims per second of four processes that empty a queue of 3,000 runs at once, and whether any run came twice. */
export async function benchClaim(): Promise<BenchTable> {
  const claimed = await claimTogether(RUNS, PROCESSES);
  const ids = claimed.flatMap(({ runIds }) => runIds);
  const errors = claimed.flatMap(({ error }) => (error === null ? [] : [error]));
  for (const error of errors) process.stderr.write(`A claiming process failed: ${error}\n`);
  const slowest = Math.max(...claimed.map(({ elapsedMs }) => elapsedMs));
  const fewest = Math.min(...claimed.map(({ runIds }) => runIds.length));
  return {
    title: `${PROCESSES} processes claim ${RUNS.toLocaleString('en-US')} runs`,
    machine: machineDescription(),
    rows: [
      { name: 'claims', value: (ids.length * 1000) / slowest, unit: 'claims/s' },
      { name: 'fewest claims of a process', value: fewest, unit: '' },
      { name: 'runs claimed twice', value: ids.length - new Set(ids).size, unit: '', target: '0' },
      { name: 'runs left over', value: RUNS - new Set(ids).size, unit: '', target: '0' },
      { name: 'errors, busy database included', value: errors.length, unit: '', target: '0' },
    ],
  };
}

/** Schedules `runs` runs in a new database and lets `processes` processes claim all of them at the same time. */
export async function claimTogether(runs: number, processes: number): Promise<Claimed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-claims-'));
  try {
    scheduleRuns(folder, runs);
    return await claimAll(folder, processes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function scheduleRuns(folder: string, runs: number): void {
  const db = openTrackingDatabase(folder);
  try {
    db.sqlite.transaction(() => {
      for (let seed = 0; seed < runs; seed++) {
        const architecture = { name: 'lenet-300-100' };
        scheduleRun(
          db,
          { experiment: 'Claims', method: 'train', architecture, seed },
          { createdBy: 'bench' },
        );
      }
    })();
  } finally {
    db.close();
  }
}

async function claimAll(folder: string, processes: number): Promise<Claimed[]> {
  const root = projectRoot();
  const script = join(root, 'scripts', 'bench', 'claim-worker.ts');
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--import', 'tsx', script, folder], { cwd: root }),
  );
  try {
    const outputs = children.map((child) => createInterface(child.stdout)[Symbol.asyncIterator]());
    await Promise.all(outputs.map((output, index) => nextLine(output, children[index])));
    for (const child of children) child.stdin.write('go\n');
    const lines = await Promise.all(outputs.map((output, index) => nextLine(output, children[index])));
    return lines.map((line) => JSON.parse(line) as Claimed);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

async function nextLine(
  output: AsyncIterator<string>,
  child: ChildProcessWithoutNullStreams,
): Promise<string> {
  const { value, done } = await output.next();
  if (!done) return value;
  const reason = (await child.stderr.toArray()).join('').trim();
  throw new AppError(
    'internal',
    `A process of the claim benchmark ended early: ${reason || 'it said nothing'}.`,
  );
}

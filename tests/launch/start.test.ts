import { expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import {
  outcomeOf,
  runColumn,
  startProgram,
  temporaryDatabase,
  waitForStatus,
} from '../worker/worker-process';

/** Starts app and worker by `npm start`'s script and waits for the line with their address and process ids. */
async function startLathe(dataDir: string) {
  const program = startProgram('scripts/start.mjs', [], dataDir, { PORT: '0' });
  let output = '';
  program.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  program.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const line = /Lathe is at (\S+) .*app (\d+), worker (\d+)/;
  await expect.poll(() => output, { timeout: 60_000, interval: 50 }).toMatch(line);
  const [, url, app, worker] = line.exec(output) ?? [];
  return { program, url, app: Number(app), worker: Number(worker), output: () => output };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('goes on with a run when the app is killed, shows it when the app is back, and stops as a whole', async () => {
  const db = temporaryDatabase();
  const lathe = await startLathe(db.dataDir);
  const { runId } = scheduleRun(
    db,
    {
      method: 'train',
      experiment: 'start',
      architecture: { name: 'mlp', widths: [64] },
      dataset: { name: 'mnist', trainSamples: 3000, validationSamples: 200, testSamples: 200 },
      epochs: 20,
    },
    { createdBy: 'ada' },
  );
  await waitForStatus(db, runId, 'running');
  process.kill(lathe.app, 'SIGKILL');
  await waitForStatus(db, runId, 'finished');
  expect(isAlive(lathe.worker)).toBe(true);
  expect(runColumn(db, runId, 'attempt')).toBe(1);
  await expect
    .poll(
      () =>
        fetch(`${lathe.url}/runs/${runId}`).then(
          (page) => page.text(),
          () => '',
        ),
      { timeout: 30_000 },
    )
    .toContain('finished');

  lathe.program.kill('SIGTERM');
  const { code } = await outcomeOf(lathe.program);
  expect(code).toBe(0);
  expect(isAlive(lathe.worker)).toBe(false);
  await expect(fetch(lathe.url)).rejects.toThrow();
}, 120_000);

it('keeps serving when the worker is killed, and starts it again', async () => {
  const db = temporaryDatabase();
  const lathe = await startLathe(db.dataDir);
  process.kill(lathe.worker, 'SIGKILL');
  await expect
    .poll(lathe.output, { timeout: 5_000 })
    .toMatch(/worker: ended with SIGKILL; starting it again in 1 s/);
  const page = await fetch(`${lathe.url}/api/health`);
  expect(page.status).toBe(200);
  lathe.program.kill('SIGTERM');
  expect((await outcomeOf(lathe.program)).code).toBe(0);
}, 120_000);

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Supervised } from '../../scripts/launch/supervisor.mjs';

const started: { stop(): Promise<void> }[] = [];
const directory = mkdtempSync(join(tmpdir(), 'lathe-supervisor-'));

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.stop()));
  rmSync(directory, { recursive: true, force: true });
});

/** A process that writes its pid and then stays, deaf to SIGTERM when asked to be. */
function supervise(name: string, isDeaf = false) {
  const file = join(directory, name);
  const code = `require('node:fs').appendFileSync(${JSON.stringify(file)}, process.pid + '\\n');
    ${isDeaf ? "process.on('SIGTERM', () => {});" : ''} setInterval(() => {}, 1000);`;
  const process_ = new Supervised({ name, args: ['-e', code], env: process.env, cwd: directory });
  started.push(process_);
  const pids = () => {
    try {
      return readFileSync(file, 'utf8').trim().split('\n').map(Number);
    } catch {
      return [];
    }
  };
  return { process_, pids };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('starts a killed process again, leaves the other one alone, and stops both', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = supervise('app');
  const worker = supervise('worker');
  await expect.poll(() => [...app.pids(), ...worker.pids()].length, { timeout: 5_000 }).toBe(2);
  const [firstApp] = app.pids();
  const [firstWorker] = worker.pids();

  process.kill(firstApp, 'SIGKILL');
  await expect.poll(() => app.pids().length, { timeout: 5_000 }).toBe(2);
  expect(isAlive(firstWorker)).toBe(true);
  expect(worker.pids()).toEqual([firstWorker]);

  await Promise.all([app.process_.stop(), worker.process_.stop()]);
  expect([...app.pids(), ...worker.pids()].filter(isAlive)).toEqual([]);
});

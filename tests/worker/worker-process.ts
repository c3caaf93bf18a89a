import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, expect } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { buildBundles } from '../../scripts/build.mjs';

/** A run has a core for itself, or shares it with another test. */
const WAIT = { timeout: 90_000, interval: 50 };

const root = resolve(import.meta.dirname, '../..');
const started = new Set<ChildProcess>();
const opened: (() => void)[] = [];

beforeAll(async () => {
  await buildBundles();
});

afterEach(async () => {
  await Promise.all([...started].map((worker) => endProcess(worker, 'SIGKILL')));
  for (const close of opened.splice(0)) close();
});

/** A fresh data directory with its database, both gone after the test. */
export function temporaryDatabase(dataDir = mkdtempSync(join(tmpdir(), 'lathe-worker-'))): TrackingDatabase {
  const db = openTrackingDatabase(dataDir);
  opened.push(() => {
    db.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return db;
}

/** A real worker process on a data directory. */
export function startWorker(dataDir: string): ChildProcess {
  return startProgram('dist/worker.mjs', [], dataDir);
}

/** A program of the project as a process of its own. */
export function startProgram(
  path: string,
  args: string[],
  dataDir: string,
  env: Record<string, string> = {},
): ChildProcess {
  const child = spawn(process.execPath, [join(root, path), ...args], {
    cwd: root,
    env: { ...process.env, LATHE_DATA_DIR: dataDir, LATHE_ROOT: root, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Sends a signal and gives the exit code (or the signal that ended it) and the milliseconds it took. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<{ code: number | NodeJS.Signals | null; elapsedMs: number }> {
  const began = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }
  return { code: child.exitCode ?? child.signalCode, elapsedMs: performance.now() - began };
}

/** What a program printed and how it ended. */
export async function outcomeOf(
  child: ChildProcess,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, stdout, stderr };
}

/** One column of one run. */
export function runColumn(db: TrackingDatabase, runId: number, column: string): unknown {
  return db.sqlite.prepare(`SELECT ${column} FROM runs WHERE id = ?`).pluck().get(runId);
}

/** Waits until a run has one of the statuses. */
export async function waitForStatus(db: TrackingDatabase, runId: number, status: string): Promise<void> {
  await expect.poll(() => runColumn(db, runId, 'status'), WAIT).toBe(status);
}

/** Waits until a query gives a number above a bound. */
export async function waitForCount(db: TrackingDatabase, sql: string, above: number): Promise<void> {
  await expect.poll(() => db.sqlite.prepare(sql).pluck().get() as number, WAIT).toBeGreaterThan(above);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';

const ROOT = resolve(import.meta.dirname, '../../..');
const START_DEADLINE_MS = 90_000;
/** The starter experiment takes a minute or two. */
const DEMO_DEADLINE_MS = 10 * 60_000;

/** The app and its worker, started as `npm start` does, on a data directory of its own. */
export interface RunningApp {
  url: string;
  db: TrackingDatabase;
  stop(): Promise<void>;
}

/** Starts the production build on a free port; `prepare` fills the database before. */
export async function startApp(
  prepare: (db: TrackingDatabase) => void = () => {},
  env: Record<string, string> = {},
): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lathe-e2e-'));
  const db = openTrackingDatabase(dataDir);
  prepare(db);
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LATHE_DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
    }
    db.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await printed(child, /Lathe is at (http:\S+)/, START_DEADLINE_MS), db, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The app as `npm run demo` leaves it: the starter experiment has run, and it goes on serving. */
export async function startDemo(): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lathe-demo-'));
  // A group of its own: what npm starts is ended with it.
  const child = spawn('npm', ['run', 'demo'], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, NODE_ENV: 'production', LATHE_DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once('close', done));
      process.kill(-(child.pid as number), 'SIGTERM');
      await gone;
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await printed(child, /Lathe goes on serving at (http:\S+);/, DEMO_DEADLINE_MS);
    const db = openTrackingDatabase(dataDir);
    return {
      url,
      db,
      stop: async () => {
        db.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the started program prints of itself. */
function printed(child: ChildProcess, what: RegExp, deadlineMs: number): Promise<string> {
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(
      () => fail(new Error(`${what} was not printed within ${deadlineMs / 1000} s:\n${output}`)),
      deadlineMs,
    );
    const read = (chunk: Buffer) => {
      output += chunk;
      const found = what.exec(output)?.[1];
      if (!found) return;
      clearTimeout(timer);
      done(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) =>
      fail(new Error(`The app ended with status ${code} before it served:\n${output}`)),
    );
  });
}

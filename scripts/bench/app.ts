import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { projectRoot } from '@/db/client';
import { AppError } from '@/lib/domain/errors';
import { findChromium } from '../setup/find-chromium.mjs';

const START_DEADLINE_MS = 120_000;

/** The production build that serves a database. */
export interface RunningApp {
  url: string;
  /** Id of the process that started the others. */
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the app and its worker as `npm start` does, on a free port.
 *
 * @throws AppError `internal` when it prints no address within two minutes.
 */
export async function startApp(dataDir: string): Promise<RunningApp> {
  const root = projectRoot();
  const child: ChildProcess = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: { ...process.env, LATHE_DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  };
  try {
    return { url: await addressOf(child), pid: child.pid as number, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the started app prints. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let output = '';
    const failed = () => fail(new AppError('internal', `The app did not start:\n${output}`));
    const timer = setTimeout(failed, START_DEADLINE_MS);
    child.once('exit', failed);
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const address = /Lathe is at (http:\S+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      done(address);
    });
  });
}

/**
 * The system's Chromium, without a window.
 *
 * @throws AppError `backend_unavailable` when there is none.
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium(projectRoot());
  if (executablePath === undefined) {
    throw new AppError(
      'backend_unavailable',
      'The benchmark of pages needs a Chromium. Run: node scripts/setup/chromium.mjs',
    );
  }
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

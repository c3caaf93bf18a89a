import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { dataDir } from '@/lib/domain/data-dir';
import { type Backend, loadBackend } from '@/lib/tf/backend';
import { cacheDir } from '@/scripts/setup/cache.mjs';
import { findChromium } from '@/scripts/setup/find-chromium.mjs';

/**
 * What Lathe runs on here, as lines for a person: the backend and why it is this one, versions, Chromium, the
 * data directory and the free disk. A line that asks for something to be done starts with `!`.
 *
 * @param root The project's folder.
 */
export async function doctor(root: string = process.env.LATHE_ROOT || process.cwd()): Promise<string> {
  const lines: [label: string, text: string][] = [
    ['Node', `${process.version}, ABI ${process.versions.modules}, ${process.execPath}`],
    [
      'system',
      `${process.platform} ${process.arch}, ${cpus().length} cores, ${gigabytes(totalmem())} memory`,
    ],
    ...(await backendLines(root)),
    ...databaseLines(),
    ['Chromium', findChromium(root) ?? 'not found; only "npm test" needs it, and installs it or says how'],
    ['data directory', placeLine(dataDir())],
    ['cache', placeLine(cacheDir())],
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join('\n');
}

async function backendLines(root: string): Promise<[string, string][]> {
  let backend: Backend;
  try {
    backend = await loadBackend();
  } catch (error) {
    return [['! backend', error instanceof Error ? error.message : String(error)]];
  }
  const { versions, name, reason } = backend;
  const library = name === 'tensorflow' ? `TensorFlow ${versions.library}` : `WASM ${versions.library}`;
  const lines: [string, string][] = [
    ['backend', `${name} (${library}, tfjs ${versions.tfjs})`],
    ['  why', reason],
  ];
  const tried = name === 'wasm' ? setupReason(root) : undefined;
  if (tried) lines.push(['  set-up said', tried]);
  if (name === 'wasm' && process.env.LATHE_BACKEND !== 'wasm') {
    lines.push([
      '! to do',
      'training is about 10 times slower than natively, and depthwise nets cannot be trained: run "npm run setup" with network access',
    ]);
  }
  return lines;
}

/** What set-up wrote down about the native library. */
function setupReason(root: string): string | undefined {
  const file = join(root, 'node_modules', '.lathe-setup.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { reason?: string }).reason
    : undefined;
}

function databaseLines(): [string, string][] {
  const require = createRequire(import.meta.url);
  const { version } = require('better-sqlite3/package.json') as { version: string };
  try {
    const database = new Database(':memory:');
    const sqlite = database.prepare('SELECT sqlite_version()').pluck().get() as string;
    database.close();
    return [['database', `SQLite ${sqlite} by better-sqlite3 ${version}`]];
  } catch (error) {
    const fault = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [['! database', `better-sqlite3 ${version} does not load (${fault}): run "npm run setup"`]];
  }
}

function placeLine(dir: string): string {
  let existing = resolve(dir);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return `${dir}${existsSync(dir) ? '' : ' (not there yet)'}, ${gigabytes(bavail * bsize)} free`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

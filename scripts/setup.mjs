#!/usr/bin/env node
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './setup/cache.mjs';
import { prepareChromium } from './setup/chromium.mjs';
import { SetupError, say } from './setup/command.mjs';
import { installPackages, packagesFault } from './setup/packages.mjs';
import { prepareSqlite } from './setup/sqlite.mjs';
import { prepareTensorflow, tensorflowPlan } from './setup/tensorflow.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const RETRY_MS = 24 * 3_600_000;

/**
 * Set this checkout up: npm packages, better-sqlite3, the native backend, and Chromium when asked for. Takes
 * well under a second when nothing is to be done.
 *
 * @param {{ chromium?: boolean, retry?: boolean }} [options] `retry`: try the native backend again even when
 *   it failed within the last day.
 * @returns {Promise<{ backend: 'tensorflow' | 'wasm', reason: string, chromium?: string }>}
 * @throws SetupError with a message for a person.
 */
export async function setup({ chromium = false, retry = false } = {}) {
  checkNode();
  const done = readStamp(retry);
  const result = done ?? (await withLock(`checkout-${hash(ROOT).slice(0, 16)}`, () => prepare(retry)));
  return chromium ? { ...result, chromium: await prepareChromium(ROOT) } : result;
}

async function prepare(retry) {
  const done = readStamp(retry); // another set-up may have done it while we waited
  if (done) return done;
  const missing = packagesFault(ROOT);
  say(`${process.platform}-${process.arch}, Node ${process.version}. What is to be done:`);
  say(
    missing
      ? '  npm packages: about 470 MB to download (1.3 GB on disk), about 1 minute'
      : '  npm packages: in place',
  );
  say(`  better-sqlite3: its addon is loaded, and compiled when it does not load (about 1 minute)`);
  say(`  ${await tensorflowPlan(ROOT)}`);
  await installPackages(ROOT);
  // One compile keeps one core busy, so the two go side by side.
  const [sqlite, { backend, reason }] = await Promise.all([prepareSqlite(ROOT), prepareTensorflow(ROOT)]);
  say(`database: ${sqlite}`);
  if (backend === 'tensorflow') say(`backend: tensorflow, native; ${reason}`);
  else {
    say(`backend: WASM, about 10 times slower than native; depthwise nets cannot be trained on it`);
    say(`  why: ${reason}`);
    say(`  "npm run setup" tries again`);
  }
  const result = { backend, reason };
  // A demand for WASM says nothing about what would work without it.
  if (process.env.LATHE_BACKEND !== 'wasm') {
    const stamp = { ...identity(), ...result, at: Date.now() };
    fs.writeFileSync(stampFile(), `${JSON.stringify(stamp, null, 2)}\n`);
  }
  say('set up');
  return result;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  throw new SetupError(
    `Lathe needs Node 20.9 or newer, and this is ${process.version}. Install Node 20, 22 or 24.`,
  );
}

/** What a finished set-up belongs to; any other value means that it is to be looked at again. */
function identity() {
  return {
    lock: hash(fs.readFileSync(path.join(ROOT, 'package-lock.json'))),
    steps: hash(fs.readFileSync(path.join(ROOT, 'scripts', 'setup', 'sqlite.mjs'))),
    node: process.version,
    abi: process.versions.modules,
    system: `${process.platform}-${process.arch}`,
  };
}

function readStamp(retry) {
  let stamp;
  try {
    stamp = JSON.parse(fs.readFileSync(stampFile(), 'utf8'));
  } catch {
    return undefined;
  }
  const same = Object.entries(identity()).every(([key, value]) => stamp[key] === value);
  if (!same || packagesFault(ROOT) || !addonsPresent(stamp.backend)) return undefined;
  if (stamp.backend === 'wasm' && (retry || Date.now() - stamp.at > RETRY_MS)) return undefined;
  return { backend: stamp.backend, reason: stamp.reason };
}

function addonsPresent(backend) {
  const modules = path.join(ROOT, 'node_modules');
  const wanted = [path.join(modules, 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')];
  if (backend === 'tensorflow') wanted.push(path.join(modules, '@tensorflow', 'tfjs-node', 'deps', 'lib'));
  return wanted.every((file) => fs.existsSync(file));
}

function stampFile() {
  return path.join(ROOT, 'node_modules', '.lathe-setup.json');
}

function hash(data) {
  return createHash('sha256').update(data).digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  try {
    const began = Date.now();
    // A demo or test that runs on WASM does not spend its time on the same failure each time it starts.
    const retry = !['demo', 'test'].includes(process.env.npm_lifecycle_event ?? '');
    const { backend } = await setup({ chromium: process.argv.includes('--chromium'), retry });
    say(`ready, backend ${backend} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { say } from './command.mjs';

/**
 * Directory for what set-up keeps between checkouts: XDG_CACHE_HOME, else the platform's own place.
 *
 * @param {Record<string, string | undefined>} [env]
 */
export function cacheDir(env = process.env) {
  const home = os.homedir();
  let base = env.XDG_CACHE_HOME;
  if (!base && process.platform === 'darwin') base = path.join(home, 'Library', 'Caches');
  if (!base && process.platform === 'win32') base = env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local');
  return path.join(base || path.join(home, '.cache'), 'lathe');
}

const STALE_MS = 30_000;
const BEAT_MS = 5_000;

/**
 * Do `work` while no other process holds the lock `name`; wait for it as long as its holder lives. The
 * holder touches the lock file every 5 s: one that was not touched for 30 s belongs to a dead process.
 */
export async function withLock(name, work) {
  const dir = path.join(cacheDir(), 'locks');
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, name);
  let told = false;
  while (!tryLock(file)) {
    if (!told) say(`another set-up is at work here (${file}); waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const beat = setInterval(() => touch(file), BEAT_MS);
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.removeListener('exit', release);
    release();
  }
}

function tryLock(file) {
  try {
    fs.closeSync(fs.openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    if (Date.now() - fs.statSync(file).mtimeMs <= STALE_MS) return false;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  fs.rmSync(file, { force: true });
  return tryLock(file);
}

function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody removed the cache while we work in it; the work itself will tell.
  }
}

/**
 * The cache entry `name`, made by `make(dir)` if it is not there yet. It is made under another name and
 * renamed when it is whole, so an entry that exists is complete; what an interrupted set-up left is removed.
 * Call it under the lock of that entry.
 */
export async function cacheEntry(name, make) {
  const entry = path.join(cacheDir(), name);
  if (fs.existsSync(entry)) return entry;
  fs.mkdirSync(cacheDir(), { recursive: true });
  for (const other of fs.readdirSync(cacheDir())) {
    if (other.startsWith(`${name}.part-`)) removeDir(path.join(cacheDir(), other));
  }
  const part = `${entry}.part-${randomUUID()}`;
  fs.mkdirSync(part);
  try {
    await make(part);
    fs.renameSync(part, entry);
    return entry;
  } finally {
    removeDir(part);
  }
}

/** Remove a directory and what is in it, if it is there. */
export function removeDir(dir) {
  fs.rmSync(dir, { recursive: true, force: true });
}

/** Put a large file at `to` without a second copy: a hard link, or a symbolic one to another disk. */
export function linkFile(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.rmSync(to, { force: true });
  try {
    fs.linkSync(from, to);
  } catch {
    try {
      fs.symlinkSync(from, to);
    } catch {
      fs.copyFileSync(from, to);
    }
  }
}

/** Link every file below `from` to the same place below `to`. */
export function linkTree(from, to) {
  for (const item of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, item.name);
    const target = path.join(to, item.name);
    if (item.isDirectory()) linkTree(source, target);
    else if (item.isSymbolicLink()) {
      fs.mkdirSync(to, { recursive: true });
      fs.rmSync(target, { force: true });
      fs.symlinkSync(fs.readlinkSync(source), target);
    } else linkFile(source, target);
  }
}

/** Copy a small file to `to` in one step: a process that has the old one loaded keeps it. */
export function placeFile(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const part = `${to}.part-${randomUUID()}`;
  fs.copyFileSync(from, part);
  fs.renameSync(part, to);
}

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry, placeFile, withLock } from './cache.mjs';
import { lastWords, run, SetupError, say } from './command.mjs';
import { buildEnv, nodeGyp, tryInChild } from './node-build.mjs';

// Besides loading it, statements are thrown away until V8 has collected some: see object-wrap.h.
const PROBE = `
  const db = new (require('better-sqlite3'))(':memory:');
  let rounds = 0;
  (function round() {
    for (let i = 0; i < 2000; i++) db.prepare('SELECT 1');
    const garbage = Array.from({ length: 20000 }, (_, index) => ({ index }));
    if (++rounds < 40) return setImmediate(round);
    process.stdout.write('SQLite ' + db.prepare('SELECT sqlite_version()').pluck().get());
  })();`;
const OBJECT_WRAP = fileURLToPath(new URL('object-wrap.h', import.meta.url));

/**
 * Make better-sqlite3's addon load in this Node: as it is, from the cache, as the ready-made one of its
 * authors, or compiled here.
 *
 * @throws SetupError when none of them loads.
 */
export async function prepareSqlite(root) {
  const first = await tryInChild(root, PROBE);
  if (first.code === 0) return first.output.trim();
  const dir = path.join(root, 'node_modules', 'better-sqlite3');
  const addon = path.join(dir, 'build', 'Release', 'better_sqlite3.node');
  const { version } = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const key = `better-sqlite3-${version}-${process.platform}-${process.arch}-abi${process.versions.modules}-object-wrap`;
  return withLock(key, async () => {
    for (const attempt of ['as kept', 'anew']) {
      const entry = await cacheEntry(key, async (part) => {
        await build(root, dir);
        fs.copyFileSync(addon, path.join(part, 'better_sqlite3.node'));
      });
      placeFile(path.join(entry, 'better_sqlite3.node'), addon);
      const check = await tryInChild(root, PROBE);
      if (check.code === 0) return check.output.trim();
      fs.rmSync(entry, { recursive: true, force: true });
      if (attempt === 'anew') {
        throw new SetupError(
          `Loading better-sqlite3 in Node ${process.version}: its addon was built, and does not load:\n${lastWords(check.output)}`,
        );
      }
    }
  });
}

async function build(root, dir) {
  const env = buildEnv();
  const readyMade = path.join(root, 'node_modules', 'prebuild-install', 'bin.js');
  if (fs.existsSync(readyMade)) {
    const fetched = await run(process.execPath, [readyMade], { cwd: dir, env, timeoutMs: 30_000 });
    if (fetched.code === 0 && (await tryInChild(root, PROBE)).code === 0) return;
  }
  say(`compiling better-sqlite3 for Node ${process.version}; about 1 minute`);
  const compiled = await run(process.execPath, [nodeGyp(), 'rebuild', '--release'], {
    cwd: dir,
    env:
      process.platform === 'win32'
        ? env
        : { ...env, CXXFLAGS: `${env.CXXFLAGS ?? ''} -include "${OBJECT_WRAP}"` },
    label: 'compiling better-sqlite3',
  });
  if (compiled.code !== 0) {
    throw new SetupError(
      `Compiling better-sqlite3 failed:\n${lastWords(compiled.output, 12)}\nIt needs python3, make and a C++ compiler (Debian: apt-get install build-essential python3).`,
    );
  }
}

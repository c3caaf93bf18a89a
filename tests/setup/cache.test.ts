import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheDir, cacheEntry, linkFile, withLock } from '@/scripts/setup/cache.mjs';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lathe-cache-'));
  process.env.XDG_CACHE_HOME = home;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('the cache lies outside of the checkout, where XDG_CACHE_HOME says', () => {
  expect(cacheDir({ XDG_CACHE_HOME: '/somewhere' })).toBe(join('/somewhere', 'lathe'));
  expect(cacheDir({})).not.toContain(resolve('.'));
});

test('an entry is made once and then used', async () => {
  let made = 0;
  const make = async (dir: string) => {
    made++;
    writeFileSync(join(dir, 'file'), 'whole');
  };
  const first = await cacheEntry('thing-1', make);
  expect(await cacheEntry('thing-1', make)).toBe(first);
  expect(made).toBe(1);
  expect(readFileSync(join(first, 'file'), 'utf8')).toBe('whole');
});

test('a download that fails in the middle leaves nothing, and one that was killed is cleaned up', async () => {
  mkdirSync(join(cacheDir(), 'thing-1.part-killed'), { recursive: true });
  await expect(
    cacheEntry('thing-1', async (dir: string) => {
      writeFileSync(join(dir, 'half'), 'ha');
      throw new Error('cut off');
    }),
  ).rejects.toThrow('cut off');
  expect(readdirSync(cacheDir())).toEqual([]);
});

test('a library is linked, not copied', () => {
  const from = join(home, 'library');
  writeFileSync(from, 'x');
  linkFile(from, join(home, 'a', 'b', 'library'));
  expect(statSync(join(home, 'a', 'b', 'library')).ino).toBe(statSync(from).ino);
});

test('two processes that set up at once make an entry once', async () => {
  const script = `
    import { appendFileSync, writeFileSync } from 'node:fs';
    import { cacheEntry, withLock } from './scripts/setup/cache.mjs';
    await withLock('entry', () => cacheEntry('entry', async (dir) => {
      appendFileSync(process.env.LOG, 'made\\n');
      await new Promise((done) => setTimeout(done, 300));
      writeFileSync(dir + '/file', 'whole');
    }));`;
  const log = join(home, 'log');
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((done) => {
          const env = { ...process.env, LOG: log };
          spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'ignore' }).on(
            'close',
            done,
          );
        }),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('made\n');
});

test('the lock of a dead process is taken over, that of a living one is waited for', async () => {
  const lock = join(cacheDir(), 'locks', 'job');
  mkdirSync(join(cacheDir(), 'locks'), { recursive: true });
  writeFileSync(lock, '');
  const aMinuteAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, aMinuteAgo, aMinuteAgo);
  const order: string[] = [];
  let release = () => {};
  const first = withLock(
    'job',
    () =>
      new Promise<void>((done) => {
        order.push('first');
        release = done;
      }),
  );
  const second = withLock('job', async () => order.push('second'));
  await expect.poll(() => order).toEqual(['first']);
  release();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(existsSync(lock)).toBe(false);
});

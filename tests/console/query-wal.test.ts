import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { walBytes } from '@/db/console/wal-size';
import { type QueryFixture, queryFixture } from './query-fixture';

const MEBIBYTE = 1024 * 1024;

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await queryFixture(
    'CREATE TABLE t (x); CREATE TABLE blobs (data BLOB); INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10);',
  );
});
afterAll(() => fixture.close());

it('a writer is never blocked by a reader, and the reader is stopped before the log grows too large', async () => {
  const pool = fixture.pool({ walBytes: 12 * MEBIBYTE });
  const writer = new Database(fixture.databasePath);
  const slow = `SELECT count(*) FROM ${'abcdefghijklmn'
    .split('')
    .map((name) => `t ${name}`)
    .join(', ')}`;
  let failure: { code: string; message: string } | undefined;
  const reading = pool.run({ sql: slow, by: 'ada', source: 'console', timeoutMs: 30_000 }).catch((error) => {
    failure = error;
  });
  const insert = writer.prepare('INSERT INTO blobs VALUES (zeroblob(1048576))');
  let most = 0;
  for (let count = 0; count < 400 && !failure; count++) {
    insert.run();
    most = Math.max(most, walBytes(fixture.databasePath));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await reading;
  expect(failure).toMatchObject({ code: 'query_limit' });
  expect(failure?.message).toContain('write-ahead log');
  // It held the log beyond the 4 MB at which a writer empties it, and let it go in time.
  expect(most).toBeGreaterThan(10 * MEBIBYTE);
  expect(most).toBeLessThan(40 * MEBIBYTE);
  for (let count = 0; count < 6; count++) insert.run();
  expect(walBytes(fixture.databasePath)).toBeLessThan(10 * MEBIBYTE);
  // The file stays as large as it was: its size alone would stop every later query.
  expect(statSync(`${fixture.databasePath}-wal`).size).toBeGreaterThan(10 * MEBIBYTE);
  expect((await pool.run({ sql: 'SELECT 1', by: 'ada', source: 'console' })).rows).toEqual([[1]]);
  writer.close();
}, 60_000);

it('there is no log of a database that nobody has open', () => {
  expect(walBytes('/nowhere/lathe.db')).toBe(0);
});

it.skipIf(process.platform !== 'linux')(
  'looking at the log leaves the locks of this process alone, and finds the log that comes after one',
  () => {
    const path = join(fixture.folder, 'locks.db');
    const open = () => {
      const database = new Database(path);
      database.pragma('journal_mode = WAL');
      database.exec('CREATE TABLE IF NOT EXISTS t (x)');
      return database;
    };
    /** Locks on the index of the log: SQLite holds one as long as the database is open. */
    const locks = () => {
      const { ino } = statSync(`${path}-shm`);
      return readFileSync('/proc/locks', 'utf8').match(new RegExp(`:${ino} `, 'g'))?.length ?? 0;
    };
    const first = open();
    expect(locks()).toBe(1);
    expect(walBytes(path)).toBeGreaterThan(0);
    expect(locks()).toBe(1);
    first.close();
    expect(walBytes(path)).toBe(0);
    const second = open();
    second.exec('INSERT INTO t VALUES (1)');
    expect(walBytes(path)).toBeGreaterThan(0);
    expect(locks()).toBe(1);
    second.close();
  },
);

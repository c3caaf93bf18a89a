import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LIMIT_HELP, QUERY_LIMITS } from '@/db/console/limits';
import type { QueryPool } from '@/db/console/query-pool';
import { isAlive, type QueryFixture, queryFixture, until } from './query-fixture';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await queryFixture(`CREATE TABLE t (x); INSERT INTO t VALUES (1);`);
});
afterEach(() => fixture.closePools());
afterAll(() => fixture.close());

const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
const ask = (pool: QueryPool, sql: string, by = 'ada', id?: string) =>
  pool.run({ sql, by, id, source: 'console' });
const one = (pool: QueryPool, by?: string) => ask(pool, 'SELECT 1', by);

async function expectNoneLeft(pool: QueryPool, pid: number): Promise<void> {
  expect(isAlive(pid)).toBe(false);
  expect(pool.pids()).not.toContain(pid);
  expect((await one(pool)).rows).toEqual([[1]]);
}

const isLinux = process.platform === 'linux';
if (!isLinux)
  console.warn('Skipped: only Linux tells the limits of a process in /proc and lets it die with its parent.');

describe('limits of the operating system', () => {
  function limitsOf(pid: number): Record<string, string> {
    const lines = readFileSync(`/proc/${pid}/limits`, 'utf8').split('\n').slice(1);
    return Object.fromEntries(lines.map((line) => [line.slice(0, 26).trim(), line.slice(26, 47).trim()]));
  }
  const expected = {
    'Max address space': String(QUERY_LIMITS.addressSpaceBytes),
    'Max file size': String(QUERY_LIMITS.fileBytes),
    'Max cpu time': String(QUERY_LIMITS.cpuSeconds),
  };

  it.skipIf(!isLinux)('hold in the process, set by prlimit', async () => {
    const pool = fixture.pool();
    await one(pool);
    expect(pool.enforcement).toMatchObject({ by: 'prlimit', missing: [] });
    expect(limitsOf(pool.pids()[0])).toMatchObject(expected);
  });

  it.skipIf(!isLinux)('hold in the process, set by ulimit where there is no prlimit', async () => {
    const path = process.env.PATH;
    try {
      process.env.PATH = '/nowhere';
      const pool = fixture.pool();
      expect(pool.enforcement).toMatchObject({ by: 'ulimit', missing: [] });
      await one(pool);
      expect(limitsOf(pool.pids()[0])).toMatchObject(expected);
    } finally {
      process.env.PATH = path;
    }
  });

  it.skipIf(!isLinux)('are the only thing in the environment besides the scratch folder', async () => {
    const pool = fixture.pool();
    await one(pool);
    const names = readFileSync(`/proc/${pool.pids()[0]}/environ`, 'utf8')
      .split('\0')
      .map((pair) => pair.split('=')[0]);
    const allowed = [
      'NODE_ENV',
      'SQLITE_TMPDIR',
      'TMPDIR',
      'TZ',
      'NODE_CHANNEL_FD',
      'NODE_CHANNEL_SERIALIZATION_MODE',
      '',
    ];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('leave at least 1.5 GB of address space and have a line of help each', () => {
    expect(QUERY_LIMITS.addressSpaceBytes).toBeGreaterThanOrEqual(1.5e9);
    expect(Object.keys(LIMIT_HELP).sort()).toEqual(Object.keys(QUERY_LIMITS).sort());
  });
});

describe('a query that goes too far is killed', () => {
  it('after its time, in the midst of native code, and its process is gone (apache/superset#4417, superset#15403, metabase#7270)', async () => {
    const pool = fixture.pool();
    await one(pool);
    const [pid] = pool.pids();
    const asked = pool.run({ sql: ENDLESS, timeoutMs: 100, by: 'ada', source: 'cli' });
    await expect(asked).rejects.toMatchObject({
      code: 'query_limit',
      message: expect.stringContaining('longer than 100 ms'),
    });
    await expectNoneLeft(pool, pid);
  });

  it('a cross join too', async () => {
    const pool = fixture.pool();
    const sql =
      'WITH n AS (SELECT value FROM json_each(?)) SELECT count(*) FROM n a, n b, n c, n d, n e, n f';
    const params = { 1: JSON.stringify(Array.from({ length: 100 }, (_, index) => index)) };
    await expect(pool.run({ sql, params, timeoutMs: 100, by: 'ada', source: 'cli' })).rejects.toMatchObject({
      code: 'query_limit',
    });
  });

  it('after its processor time', async () => {
    const pool = fixture.pool({ cpuSeconds: 1 });
    const asked = ask(pool, ENDLESS);
    await until(() => pool.pids().length === 1, 'the process starts');
    const [pid] = pool.pids();
    await expect(asked).rejects.toMatchObject({ code: 'query_limit' });
    await expectNoneLeft(pool, pid);
  });

  const numbers = (count: number) =>
    `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${count})`;

  it.each([
    ['one growing text', `${numbers(60_000)} SELECT length(group_concat(hex(zeroblob(50000)))) FROM c`],
    ['one zeroblob', 'SELECT zeroblob(1000000000)'],
    ['one repeated character', "SELECT printf('%.*c', 900000000, 'x')"],
    ['many large values in one row', `SELECT ${Array(8).fill('hex(zeroblob(120000000))').join(', ')}`],
  ])('when memory runs out: %s', async (_what, sql) => {
    const pool = fixture.pool({ addressSpaceBytes: 1_500 * 1024 * 1024 });
    await expect(ask(pool, sql)).rejects.toMatchObject({
      code: 'query_limit',
      message: expect.stringMatching(/more memory|is larger than/),
    });
    expect((await one(pool)).rows).toEqual([[1]]);
  });

  it.each([
    ['a sort', `${numbers(2e6)} SELECT x, printf('%064d', x) AS t FROM c ORDER BY t DESC`],
    [
      'a recursive table that has to know all its rows',
      "WITH RECURSIVE c(x) AS (SELECT printf('%064d', 1) UNION SELECT printf('%064d', x + 1) FROM c) SELECT count(*) FROM c",
    ],
  ])('when %s spills more to disk than it may, and leaves nothing there', async (_what, sql) => {
    const before = scratchFolders();
    const pool = fixture.pool({ fileBytes: 4 * 1024 * 1024 });
    const [scratch] = scratchFolders().filter((name) => !before.includes(name));
    await expect(ask(pool, sql)).rejects.toMatchObject({
      code: 'query_limit',
      message: expect.stringContaining('temporary files'),
    });
    expect(readdirSync(join(tmpdir(), scratch))).toEqual([]);
  });

  it('and limits above the ceilings are refused', async () => {
    const pool = fixture.pool();
    for (const asked of [{ maxRows: 50_001 }, { maxRows: 0 }, { timeoutMs: 60_001 }, { timeoutMs: 1.5 }]) {
      const query = pool.run({ sql: 'SELECT 1', by: 'ada', source: 'cli', ...asked });
      await expect(query).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('processes', () => {
  it('are reused after a normal end and replaced after the number of queries', async () => {
    const pool = fixture.pool({ reuseQueries: 3 });
    const seen: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const asked = one(pool);
      await until(() => pool.pids().length > 0, 'a process');
      seen.push(pool.pids()[0]);
      await asked;
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen.slice(0, 3)).toEqual(Array(3).fill(seen[0]));
  });

  it.each([
    ['processor time', { reuseCpuMs: 1 }],
    ['memory', { reuseRssBytes: 1 }],
  ])('are replaced after their %s', async (_what, limits) => {
    const pool = fixture.pool(limits);
    await one(pool);
    expect(pool.pids()).toEqual([]);
  });

  it('are replaced from half of their queries on while nobody asks, so that nobody waits for a start', async () => {
    const pool = fixture.pool({ reuseQueries: 4 });
    await one(pool);
    const [pid] = pool.pids();
    await one(pool);
    await until(() => pool.pids().length === 1 && pool.pids()[0] !== pid, 'another process');
    await expectNoneLeft(pool, pid);
  });

  it('are killed after an error', async () => {
    const pool = fixture.pool();
    await one(pool);
    const [pid] = pool.pids();
    await expect(ask(pool, 'SELECT nope')).rejects.toThrow('no such column: nope');
    await expectNoneLeft(pool, pid);
  });

  it('and their folder are gone when the pool is closed', async () => {
    const before = scratchFolders();
    const pool = fixture.pool();
    await one(pool);
    const [pid] = pool.pids();
    await pool.close();
    expect(isAlive(pid)).toBe(false);
    expect(scratchFolders()).toEqual(before);
    await expect(one(pool)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('do not block a writer while they read', async () => {
    const { default: Database } = await import('better-sqlite3');
    const pool = fixture.pool();
    const asked = ask(pool, `${ENDLESS.replace('FROM c)', 'FROM c, t)')}`, 'ada', 'long');
    await until(() => pool.pids().length === 1, 'the process starts');
    const connection = new Database(fixture.databasePath, { timeout: 0 });
    connection.exec('INSERT INTO t VALUES (2)');
    connection.close();
    pool.cancel('long', 'ada');
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it.skipIf(!isLinux)('a query does not outlive a parent that was killed', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(import.meta.dirname, 'orphan-parent.ts'),
      fixture.databasePath,
      fixture.programPath,
    ],
    // Whoever is killed leaves its scratch folder: it goes with the fixture's.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: fixture.folder } },
  );
  let told = '';
  parent.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await until(() => told.includes('\n'), 'the id of the process');
  const pid = Number(told);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the query process ends');
});

function scratchFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('lathe-query-'));
}

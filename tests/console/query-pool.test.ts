import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

describe('cancel', () => {
  it('kills the process, for its owner only (dataease/SQLBot CVE-2026-42463)', async () => {
    const pool = fixture.pool();
    await one(pool);
    const [pid] = pool.pids();
    const asked = ask(pool, ENDLESS, 'ada', 'q1');
    expect(pool.cancel('q1', 'bob')).toBe(false);
    expect(isAlive(pid)).toBe(true);
    expect(pool.cancel('q1', 'ada')).toBe(true);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expectNoneLeft(pool, pid);
    expect(pool.cancel('q1', 'ada')).toBe(false);
  });

  it('by a signal, also before the query starts', async () => {
    const pool = fixture.pool();
    const abort = new AbortController();
    const asked = pool.run({ sql: ENDLESS, by: 'ada', source: 'console', signal: abort.signal });
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    const late = pool.run({ sql: 'SELECT 1', by: 'ada', source: 'console', signal: abort.signal });
    await expect(late).rejects.toMatchObject({ code: 'cancelled' });
    await until(() => pool.pids().length === 0, 'no process is left');
  });

  it('of a query that waits leaves the others waiting', async () => {
    const pool = fixture.pool();
    const first = ask(pool, ENDLESS, 'ada', 'first');
    const second = ask(pool, 'SELECT 2', 'ada', 'second');
    const third = ask(pool, 'SELECT 3', 'ada', 'third');
    expect(pool.cancel('second', 'ada')).toBe(true);
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    pool.cancel('first', 'ada');
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await third).rows).toEqual([[3]]);
  });
});

describe('places', () => {
  it('are four, one for each person; who waits too long or comes too late is told that it is busy', async () => {
    const pool = fixture.pool({ waiting: 2, waitMs: 300 });
    const people = ['a', 'b', 'c', 'd'];
    const long = people.map((by) => ask(pool, ENDLESS, by, by));
    await until(() => pool.pids().length === 4, 'four processes');
    const waits = Promise.allSettled([one(pool, 'e'), one(pool, 'a')]);
    await expect(one(pool, 'f')).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('2 queries wait'),
    });
    expect((await waits).map((end) => end.status === 'rejected' && end.reason.code)).toEqual([
      'busy',
      'busy',
    ]);
    expect(pool.pids()).toHaveLength(4);
    for (const by of people) pool.cancel(by, by);
    const ends = await Promise.allSettled(long);
    expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual(
      Array(4).fill('cancelled'),
    );
  });

  it('one person’s queue does not stop another', async () => {
    const pool = fixture.pool();
    const long = ask(pool, ENDLESS, 'ada', 'long');
    const next = one(pool, 'ada');
    expect((await one(pool, 'bob')).rows).toEqual([[1]]);
    pool.cancel('long', 'ada');
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
    expect((await next).rows).toEqual([[1]]);
  });
});

describe('the log', () => {
  it('has one entry for each query, refused and failed ones too, with its SQL (simonw/datasette#1819)', async () => {
    const pool = fixture.pool();
    fixture.log.length = 0;
    const before = Date.now();
    await pool.run({ sql: 'VALUES (1), (2), (3)', maxRows: 2, by: 'ada', source: 'note' });
    await ask(pool, 'DROP TABLE t').catch(() => undefined);
    await ask(pool, 'SELECT y FROM t').catch(() => undefined);
    expect(fixture.log).toMatchObject([
      { by: 'ada', source: 'note', sql: 'VALUES (1), (2), (3)', rows: 2, truncated: 'rows', errorCode: null },
      { source: 'console', sql: 'DROP TABLE t', rows: null, errorCode: 'query_refused' },
      {
        sql: 'SELECT y FROM t',
        errorCode: 'query_failed',
        errorMessage: expect.stringContaining('no such column: y'),
      },
    ]);
    for (const { startedAt, elapsedMs } of fixture.log) {
      expect(startedAt).toBeGreaterThanOrEqual(before);
      expect(elapsedMs).toBeLessThan(10_000);
    }
  });
});

it('after 1,000 rapid cancels no process is left, and the next query is answered', async () => {
  const pool = fixture.pool({ concurrentEach: 4, waiting: 1_000 });
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
  const seen = new Set<number>();
  let cancelled = 0;
  for (let count = 0; count < 1_000; count++) {
    const id = `query-${count}`;
    const running = pool.run({ sql: endless, id, by: 'ada', source: 'console' }).catch((error) => error.code);
    for (const pid of pool.pids()) seen.add(pid);
    if (count % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    pool.cancel(id, 'ada');
    if ((await running) === 'cancelled') cancelled += 1;
  }
  expect(cancelled).toBe(1_000);
  expect((await pool.run({ sql: 'SELECT 1', by: 'ada', source: 'console' })).rows).toEqual([[1]]);
  const own = new Set(pool.pids());
  await until(() => [...seen].every((pid) => own.has(pid) || !isAlive(pid)), 'all processes are gone');
  expect(own.size).toBeLessThanOrEqual(4);
}, 120_000);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createReadPool, type ReadPool } from '@/db/reads/read-pool';
import { scheduleRun } from '@/db/schedule-run';
import { type BuiltProgram, buildProgram } from '../build-program';
import { gridQuery } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

let built: BuiltProgram;
let programPath: string;
let pool: ReadPool | undefined;

beforeAll(async () => {
  built = await buildProgram('read-process');
  programPath = built.path;
});
afterAll(() => built?.remove());
afterEach(() => pool?.close());

function databaseWithRun(name: string) {
  const db = temporaryDatabase();
  scheduleRun(
    db,
    { method: 'train', experiment: 'e', name, architecture: { name: 'lenet-5' } },
    { createdBy: 'Ada' },
  );
  return db;
}

/** A program that answers as a read process does, but does what the sort of the query says. */
function program(source: string): string {
  const file = join(built.folder, 'other.mjs');
  writeFileSync(file, source);
  return file;
}

it('answers many reads at once, each with its own answer, and sees what is written meanwhile', async () => {
  const db = databaseWithRun('first');
  pool = createReadPool({ dataDir: db.dataDir, programPath });
  const { read } = pool;
  const pages = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      read('listGridRuns', gridQuery({ filter: `name = '${index % 2 ? 'first' : 'none'}'` })),
    ),
  );
  expect(pages.map(({ total }) => total)).toEqual(Array.from({ length: 20 }, (_, index) => index % 2));
  scheduleRun(
    db,
    { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } },
    { createdBy: 'Ada' },
  );
  expect((await read('listGridRuns', gridQuery())).total).toBe(2);
});

it('passes the error of a read on, and goes on', async () => {
  const db = databaseWithRun('first');
  pool = createReadPool({ dataDir: db.dataDir, programPath });
  const wrong = pool.read('listGridRuns', gridQuery({ filter: 'name >' }));
  await expect(wrong).rejects.toMatchObject({
    code: 'invalid_argument',
    issues: [{ path: 'filter', message: expect.stringContaining('found the end') }],
  });
  expect((await pool.read('listGridRuns', gridQuery())).total).toBe(1);
});

it('fails the read whose process dies, runs the others in new ones', async () => {
  const dying = program(`
    process.on('message', ({ args: [{ filter }] }) => {
      if (filter === 'die') process.kill(process.pid, 'SIGKILL');
      else process.send({ kind: 'value', value: filter });
    });
    process.on('disconnect', () => process.exit(0));`);
  pool = createReadPool({ dataDir: built.folder, programPath: dying });
  const { read } = pool;
  const ends = await Promise.allSettled(
    ['a', 'die', 'b', 'die', 'c'].map((filter) => read('listGridRuns', gridQuery({ filter }))),
  );
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.message))).toEqual([
    'a',
    expect.stringContaining('ended by SIGKILL'),
    'b',
    expect.stringContaining('ended by SIGKILL'),
    'c',
  ]);
});

it('leaves the event loop free, and ends what runs when it is closed', async () => {
  const busy = program(`
    process.on('message', () => { for (;;); });
    process.on('disconnect', () => process.exit(0));`);
  const closing = createReadPool({ dataDir: built.folder, programPath: busy });
  const reads = ['a', 'b', 'c'].map((filter) => closing.read('listGridRuns', gridQuery({ filter })));
  const ends = Promise.allSettled(reads);
  await new Promise((done) => setImmediate(done));
  closing.close();
  expect((await ends).map((end) => end.status === 'rejected' && end.reason.code)).toEqual(
    Array(3).fill('cancelled'),
  );
  await expect(closing.read('listGridRuns', gridQuery())).rejects.toMatchObject({ code: 'cancelled' });
});

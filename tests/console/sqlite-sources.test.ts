import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addConnection, removeConnection } from '@/db/console/connections';
import { openSqlite } from '@/db/console/open-sqlite';
import type { Asked } from '@/db/console/query';
import type { QueryPool } from '@/db/console/query-pool';
import { makeMlflowFile } from './mlflow-file';
import { isAlive, type QueryFixture, queryFixture } from './query-fixture';

let fixture: QueryFixture;
let pool: QueryPool;
let connections: string;
let mlflow: string;

beforeAll(async () => {
  fixture = await queryFixture(`
    CREATE TABLE experiments (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE runs (id INTEGER PRIMARY KEY, experiment_id INTEGER, name TEXT, size_bytes INTEGER);
    INSERT INTO experiments VALUES (7, 'starter');
    INSERT INTO runs VALUES (1, 7, 'dense', 4000), (2, 7, 'pruned', 1000);
  `);
  connections = join(fixture.folder, 'connections.json');
  mlflow = join(fixture.folder, 'mlflow.db');
  makeMlflowFile(mlflow);
  addConnection(connections, { name: 'mlflow', kind: 'sqlite', path: mlflow });
});
beforeEach(() => {
  pool = fixture.pool();
});
afterEach(() => fixture.closePools());
afterAll(() => fixture.close());

const asked = (sql: string, connection: string): Asked => ({ sql, connection, by: 'ada', source: 'console' });
const run = (sql: string, connection: string) => pool.run({ ...asked(sql, connection), wantsTables: true });
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Adds a file as a connection of this name, for one test. */
async function withFile(path: string, work: () => Promise<unknown>): Promise<void> {
  addConnection(connections, { name: 'other', kind: 'sqlite', path });
  try {
    await work();
  } finally {
    removeConnection(connections, 'other');
  }
}

describe('a SQLite file', () => {
  it('is asked alone, with the functions of the console, and its ids are none of ours', async () => {
    const answer = await run(
      'SELECT r.name, max(m.value) AS best, stddev(m.value) AS spread FROM runs r JOIN metrics m USING (run_uuid) GROUP BY 1 ORDER BY 1',
      'mlflow',
    );
    // Two values a distance d apart have the sample deviation d / sqrt 2.
    expect(answer.rows).toEqual([
      ['dense', 0.875, expect.closeTo(0.125 / Math.SQRT2, 12)],
      ['pruned', 0.5, null],
    ]);
    expect(answer.tables).toEqual([]);
    await expect(run('SELECT size_bytes FROM runs', 'mlflow')).rejects.toMatchObject({
      code: 'query_failed',
      issues: [{ start: 7, end: 17 }],
    });
  });

  it('is attached, so that one SELECT joins it with the tracking database', async () => {
    const answer = await run(
      `SELECT r.name, r.size_bytes, max(m.value) AS best, p.value AS lr
       FROM runs r JOIN experiments e ON e.id = r.experiment_id
       JOIN mlflow.experiments f ON f.name = e.name
       JOIN mlflow.runs o ON o.name = r.name AND o.experiment_id = f.experiment_id
       JOIN mlflow.metrics m ON m.run_uuid = o.run_uuid JOIN mlflow.params p ON p.run_uuid = o.run_uuid
       GROUP BY 1 ORDER BY 1`,
      '+mlflow',
    );
    expect(answer.rows).toEqual([
      ['dense', 4000, 0.875, '0.01'],
      ['pruned', 1000, 0.5, '0.1'],
    ]);
    expect(answer.tables).toEqual(['experiments', 'runs']);
    // The tracking database alone does not see it, in a process that is used again neither.
    for (let count = 0; count < 3; count++) {
      await expect(run('SELECT * FROM mlflow.runs', '')).rejects.toThrow('no such table: mlflow.runs');
      expect((await run('SELECT count(*) FROM mlflow.runs', '+mlflow')).rows).toEqual([[2]]);
    }
  });

  it('is never written, and stays as it was', async () => {
    // Who reads a file in WAL mode makes its index and log.
    const files = () => readdirSync(fixture.folder).filter((name) => !name.startsWith('lathe.db-'));
    const before = [digest(mlflow), digest(fixture.databasePath), files()];
    for (const connection of ['mlflow', '+mlflow'])
      for (const sql of [
        "INSERT INTO mlflow.params VALUES ('a', 'b', 'a0')",
        "INSERT INTO params VALUES ('a', 'b', 'a0') RETURNING key",
        'WITH x AS (SELECT 1) DELETE FROM mlflow.runs',
        'DROP TABLE mlflow.runs',
        `ATTACH '${mlflow}' AS again`,
        'DETACH mlflow',
        'PRAGMA mlflow.journal_mode = wal',
        `VACUUM mlflow INTO '${join(fixture.folder, 'copy.db')}'`,
        'SELECT * FROM pragma_database_list',
      ])
        await expect(run(sql, connection), `${connection}: ${sql}`).rejects.toMatchObject({
          code: expect.stringMatching(/^query_(refused|failed)$/),
        });
    // The file itself is open for reading only: this holds without the gate, and without query_only.
    const attached = [{ name: 'mlflow', path: mlflow }];
    const connection = openSqlite({ kind: 'sqlite', path: fixture.databasePath, attached });
    connection.pragma('query_only = 0');
    expect(() => connection.exec('DELETE FROM mlflow.runs')).toThrow('attempt to write a readonly database');
    expect(() => connection.exec('DELETE FROM main.runs')).toThrow('attempt to write a readonly database');
    connection.close();
    expect([digest(mlflow), digest(fixture.databasePath), files()]).toEqual(before);
  });

  it('has the limits, the time and the cancel of the console', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c';
    expect(await pool.run({ ...asked(endless, 'mlflow'), maxRows: 3 })).toMatchObject({
      rows: [[1], [2], [3]],
      truncated: 'rows',
    });
    const counted = asked(endless.replace('SELECT x FROM c', 'SELECT count(*) FROM c'), '+mlflow');
    await expect(pool.run({ ...counted, timeoutMs: 200 })).rejects.toThrow('longer than 200 ms');
    const running = pool.run({ ...counted, id: 'a-query-of-ada' });
    setTimeout(() => pool.cancel('a-query-of-ada', 'ada'), 300);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(pool.pids().filter(isAlive)).toEqual([]);
  });

  it('is exported, described, and read cell by cell', async () => {
    const sql = 'SELECT key, value FROM mlflow.params WHERE value >= :least ORDER BY value';
    expect((await pool.describe(asked(sql, '+mlflow'))).parameters).toEqual(['least']);
    const request = { ...asked(sql, '+mlflow'), params: { least: '0.05' } };
    const options = { format: 'csv', withBom: false, isSpreadsheetSafe: false } as const;
    const file = await (await pool.export({ ...request, options })).toArray();
    expect(Buffer.concat(file).toString()).toBe('key,value\r\nlr,0.1\r\n');
    expect(await pool.wholeCell({ ...request, row: 0, column: 1 })).toEqual({ text: '0.1' });
  });

  it('tells its tables as they are written in SQL', async () => {
    const path = join(fixture.folder, 'odd.db');
    const file = new Database(path);
    file.exec(`CREATE TABLE "order" (id INTEGER, "a ""b" TEXT); CREATE TABLE gone (x); CREATE VIEW lost AS SELECT x FROM gone;
      DROP TABLE gone`);
    file.close();
    await withFile(path, async () => {
      expect(await pool.schema(asked('', '+other+mlflow'))).toMatchObject([
        { name: 'other.lost', columns: [] },
        {
          name: 'other.order',
          sql: 'other."order"',
          kind: 'table',
          columns: [
            { name: 'id', sql: 'id', type: 'INTEGER' },
            { name: 'a "b', sql: '"a ""b"', type: 'TEXT' },
          ],
        },
        { name: 'mlflow.experiments' },
        { name: 'mlflow.metrics' },
        { name: 'mlflow.params' },
        { name: 'mlflow.runs', sql: 'mlflow.runs' },
      ]);
      expect((await pool.schema(asked('', 'mlflow'))).map(({ sql }) => sql)).toEqual([
        'experiments',
        'metrics',
        'params',
        'runs',
      ]);
    });
  });

  it('may have any name: it is taken as it is', async () => {
    for (const name of ["a'b;c.db", 'file:x?mode=rwc.db', ':memory:', '%2e%2e.db', '"q" -- .db', '剪枝.db']) {
      const path = join(fixture.folder, 'names', name);
      mkdirSync(join(fixture.folder, 'names'), { recursive: true });
      makeMlflowFile(path);
      await withFile(path, async () => {
        expect((await run('SELECT count(*) FROM other.runs', '+other')).rows, name).toEqual([[2]]);
        expect((await run('SELECT count(*) FROM runs', 'other')).rows, name).toEqual([[2]]);
      });
      expect(readdirSync(join(fixture.folder, 'names'))).toEqual([name]);
      rmSync(path);
    }
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['is missing', () => undefined, 'its file is not there'],
    ['is no database', (path: string) => writeFileSync(path, 'x'.repeat(5000)), 'no SQLite database'],
    ['is a folder', (path: string) => mkdirSync(path), 'its path leads to no file'],
    [
      'is damaged',
      (path: string) => {
        makeMlflowFile(path);
        const bytes = readFileSync(path);
        // The first page, of the schema, holds nonsense behind the header.
        writeFileSync(path, Buffer.concat([bytes.subarray(0, 100), bytes.subarray(100).fill(0xee)]));
      },
      'its file is damaged',
    ],
  ])('because it %s', async (_what, make, fault) => {
    const path = join(fixture.folder, 'bad.db');
    make(path);
    await withFile(path, async () => {
      for (const connection of ['other', '+other']) {
        const failure = await run('SELECT 1', connection).catch((error) => error);
        expect(failure).toMatchObject({ code: 'query_failed' });
        expect(failure.message).toContain('the connection "other" could not be opened');
        expect(failure.message).toContain(fault);
        expect(failure.message).not.toContain(fixture.folder);
      }
    });
    rmSync(path, { recursive: true, force: true });
  });

  it('because another program holds it locked; it is read again afterwards', async () => {
    const writer = new Database(mlflow);
    writer.exec('BEGIN EXCLUSIVE');
    try {
      await expect(run('SELECT 1 FROM mlflow.runs', '+mlflow')).rejects.toThrow('holds its file locked');
    } finally {
      writer.exec('ROLLBACK');
      writer.close();
    }
    expect((await run('SELECT count(*) FROM mlflow.runs', '+mlflow')).rows).toEqual([[2]]);
  }, 20_000);

  it('because nobody knows its name, or it is attached twice', async () => {
    await expect(run('SELECT 1', 'unknown')).rejects.toMatchObject({ code: 'not_found' });
    await expect(run('SELECT 1', '+mlflow+mlflow')).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(run('SELECT 1', '../mlflow.db')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('because it is in WAL mode in a folder that may not be written (orbit#1901, grafana-sqlite#168)', () => {
    const folder = join(fixture.folder, 'read-only');
    mkdirSync(folder);
    const path = join(folder, 'wal.db');
    makeMlflowFile(path, 'wal');
    chmodSync(folder, 0o555);
    // Root may write everywhere, unless that capability is taken from it.
    const caps = '-dac_override';
    const prefix =
      process.getuid?.() === 0 ? ['setpriv', `--bounding-set=${caps}`, `--inh-caps=${caps}`] : [];
    const source = { kind: 'sqlite', name: 'other', path, attached: [] };
    const parent = `const child = require('node:child_process').spawn(process.execPath,
        [${JSON.stringify(fixture.programPath)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
      child.on('message', (reply) => { console.log(reply.message ?? reply.kind); child.kill(); });
      child.send(${JSON.stringify(source)});`;
    const [command, ...args] = [...prefix, process.execPath, '-e', parent];
    const { stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
    expect(stdout).toContain('it is in WAL mode');
    expect(readdirSync(folder)).toEqual(['wal.db']);
    chmodSync(folder, 0o755);
  });
});

it('the log says where a query was asked', async () => {
  fixture.log.length = 0;
  await run('SELECT 1', 'mlflow');
  await run('SELECT 1', '+mlflow');
  await run('SELECT 1', '');
  await run('SELECT 1', 'unknown').catch(() => undefined);
  expect(fixture.log.map(({ connection, errorCode }) => [connection, errorCode])).toEqual([
    ['mlflow', null],
    ['+mlflow', null],
    ['', null],
    ['unknown', 'not_found'],
  ]);
});

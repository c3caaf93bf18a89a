import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addConnection } from '@/db/console/connections';
import { checkReadsPostgres } from '@/db/console/postgres/postgres-gate';
import type { Asked } from '@/db/console/query';
import type { QueryPool } from '@/db/console/query-pool';
import type { QueryParams } from '@/db/console/query-result';
import { buildBundles } from '@/scripts/build.mjs';
import { installPostgres, type PostgresServer, startPostgres } from './postgres-server';
import { isAlive, type QueryFixture, queryFixture } from './query-fixture';

const root = resolve(import.meta.dirname, '../..');
const SECRET = 'pass-word-7';
const installed = installPostgres();
if ('reason' in installed) console.warn(`The tests of PostgreSQL are left out: ${installed.reason}.`);

let fixture: QueryFixture;
let pool: QueryPool;
let server: PostgresServer;

const asked = (sql: string, params?: QueryParams, connection = 'train'): Asked => ({
  ...{ sql, params, connection },
  by: 'ada',
  source: 'console',
});
const run = (sql: string, params?: QueryParams, connection?: string) =>
  pool.run({ ...asked(sql, params, connection), wantsTables: true });
const value = async (sql: string) => (await run(sql)).rows[0][0];

/** What the server does for those who ask through a connection. */
const active = async () =>
  (
    await server.query(
      "SELECT query FROM pg_stat_activity WHERE application_name = 'lathe' AND state = 'active'",
    )
  ).map(({ query }) => query);

describe.skipIf('reason' in installed)('PostgreSQL', () => {
  beforeAll(async () => {
    if ('reason' in installed) return;
    await buildBundles();
    fixture = await queryFixture('CREATE TABLE runs (id INTEGER PRIMARY KEY)');
    pool = fixture.pool();
    server = await startPostgres(installed.bin);
    await server.query(`
      CREATE ROLE reader LOGIN PASSWORD '${SECRET}';
      CREATE SCHEMA "Old Runs";
      CREATE TABLE runs (run_id serial PRIMARY KEY, "Name" text NOT NULL, accuracy numeric(6, 4));
      CREATE TABLE "Old Runs"."order" (id bigint, tags text[]);
      CREATE TABLE secrets (word text);
      CREATE VIEW best AS SELECT * FROM runs WHERE accuracy > 0.8;
      COMMENT ON TABLE runs IS 'One training each'; COMMENT ON COLUMN runs.accuracy IS 'On the test images';
      INSERT INTO runs ("Name", accuracy) VALUES ('dense', 0.9123), ('pruned', 0.75);
      INSERT INTO secrets VALUES ('hidden');
      GRANT SELECT ON runs, best TO reader; GRANT USAGE ON SCHEMA "Old Runs" TO reader;
      GRANT SELECT ON "Old Runs"."order" TO reader; GRANT USAGE ON SEQUENCE runs_run_id_seq TO reader;
      -- The most that a role may be given: only the transaction then stands before a write.
      CREATE ROLE writer LOGIN PASSWORD '${SECRET}'; GRANT ALL ON runs, secrets TO writer; GRANT ALL ON SCHEMA public TO writer;
      GRANT ALL ON SEQUENCE runs_run_id_seq TO writer;
      CREATE PROCEDURE add_run(INOUT name text) LANGUAGE sql AS $$ INSERT INTO runs ("Name") VALUES (name) RETURNING "Name" $$;
      CREATE FUNCTION added(name text) RETURNS bigint LANGUAGE sql AS $$ INSERT INTO runs ("Name") VALUES (name) RETURNING run_id $$;
    `);
    const file = join(fixture.folder, 'connections.json');
    const reader = { ...server.superuser, user: 'reader', password: SECRET };
    addConnection(file, { ...reader, name: 'train' });
    addConnection(file, { ...reader, name: 'writer', user: 'writer' });
    addConnection(file, { ...server.superuser, name: 'super' });
    addConnection(file, { ...reader, name: 'wrong', password: `${SECRET}-not` });
    addConnection(file, { ...reader, name: 'nowhere', port: 1 });
    addConnection(file, { ...reader, name: 'no_base', database: 'nothing' });
    addConnection(file, { ...reader, name: 'encrypted', ssl: 'require' });
    addConnection(file, { ...reader, name: 'verified', ssl: 'verify-full' });
    addConnection(file, { ...reader, name: 'socket', host: server.folder });
  }, 400_000);
  afterAll(async () => {
    await fixture?.close();
    await server?.stop();
  });

  it('gives every type exactly, each with its name', async () => {
    const { columns, rows, tables } = await run(`SELECT 9223372036854775807::int8 AS big, 7::int2 AS small,
      123456789012345678901234567890.123456789::numeric AS exact, 1.10::numeric(10, 2) AS cents, 'NaN'::numeric AS nan_n,
      0.1::float8 AS real8, 0.1::float4 AS real4, 'NaN'::float8 AS nan, '-Infinity'::float8 AS low,
      '\\x00ff10'::bytea AS bytes, '{"a": 9007199254740993}'::json AS j, '{"b":1}'::jsonb AS jb,
      '2024-02-29 12:30:00.123456'::timestamp AS ts, '2024-02-29 12:30:00+02'::timestamptz AS tz, '2024-02-29'::date AS d,
      '1 day 2 hours'::interval AS i, true AS yes, NULL::text AS nothing, '' AS empty,
      ARRAY[1, NULL, 3] AS list, '0e0e0e0e-0000-0000-0000-000000000001'::uuid AS u, 'x'::varchar(20) AS v, 1 AS big`);
    expect(tables).toEqual([]);
    expect(columns.map(({ name, type }, index) => [name, type, rows[0][index]])).toEqual([
      ['big', 'BIGINT', '9223372036854775807'],
      ['small', 'SMALLINT', 7],
      ['exact', 'NUMERIC', '123456789012345678901234567890.123456789'],
      ['cents', 'NUMERIC(10,2)', '1.10'],
      ['nan_n', 'NUMERIC', 'NaN'],
      ['real8', 'DOUBLE PRECISION', 0.1],
      ['real4', 'REAL', 0.1],
      ['nan', 'DOUBLE PRECISION', 'NaN'],
      ['low', 'DOUBLE PRECISION', '-Infinity'],
      ['bytes', 'BYTEA', { bytes: 3, hex: '00ff10' }],
      ['j', 'JSON', '{"a": 9007199254740993}'],
      ['jb', 'JSONB', '{"b": 1}'],
      ['ts', 'TIMESTAMP WITHOUT TIME ZONE', '2024-02-29 12:30:00.123456'],
      ['tz', 'TIMESTAMP WITH TIME ZONE', '2024-02-29 10:30:00+00'],
      ['d', 'DATE', '2024-02-29'],
      ['i', 'INTERVAL', '1 day 02:00:00'],
      ['yes', 'BOOLEAN', 'true'],
      ['nothing', 'TEXT', null],
      ['empty', 'TEXT', ''],
      ['list', 'INTEGER[]', '{1,NULL,3}'],
      ['u', 'UUID', '0e0e0e0e-0000-0000-0000-000000000001'],
      ['v', 'CHARACTER VARYING(20)', 'x'],
      ['big', 'INTEGER', 1],
    ]);
  });

  it('stops at the limits of rows, bytes and cells without reading what is behind them', async () => {
    const endless = "SELECT generate_series(1, 1000000000000) AS n, repeat('x', 1000) AS t";
    const cut = await pool.run({ ...asked(endless), maxRows: 3 });
    expect(cut.truncated).toBe('rows');
    expect(cut.rows.map(([n]) => n)).toEqual([1, 2, 3]);
    expect(await pool.run({ ...asked('VALUES (1), (2)'), maxRows: 2 })).toMatchObject({ truncated: false });
    const large = await pool.run({ ...asked(endless), maxRows: 50_000 });
    expect(large.truncated).toBe('bytes');
    // 8 MiB at 1,008 bytes a row.
    expect(large.rows).toHaveLength(Math.floor((8 * 1024 * 1024) / 1008));
    const long = await run("SELECT repeat('y', 70000) AS t, decode(repeat('ff', 5000), 'hex') AS b");
    expect(long.truncated).toBe('bytes');
    expect(long.rows[0][0]).toMatch(/^y{65536}… \[70000 characters\]$/);
    expect(long.rows[0][1]).toEqual({ bytes: 5000, hex: 'ff'.repeat(4096) });
    expect(await pool.wholeCell({ ...asked("SELECT 1, repeat('y', 70000)"), row: 0, column: 1 })).toEqual({
      text: 'y'.repeat(70_000),
    });
    await expect(pool.wholeCell({ ...asked('SELECT 1'), row: 1, column: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(run("SELECT repeat('z', 600000000)")).rejects.toMatchObject({ code: 'query_limit' });
    expect(await value('SELECT 1')).toBe(1);
  }, 60_000);

  it('only reads, whatever the user may do', async () => {
    const touched = join(server.folder, 'touched');
    const before = await server.query('SELECT count(*), max(run_id) FROM runs');
    for (const connection of ['writer', 'super'])
      for (const sql of [
        `INSERT INTO runs ("Name") VALUES ('x')`,
        `WITH x AS (INSERT INTO runs ("Name") VALUES ('x') RETURNING run_id) SELECT * FROM x`,
        `EXPLAIN ANALYZE INSERT INTO runs ("Name") VALUES ('x')`,
        "SELECT added('x')",
        "CALL add_run('x')",
        'DO $$ BEGIN INSERT INTO runs ("Name") VALUES (\'x\'); END $$',
        'SELECT * INTO copied FROM runs',
        'SELECT * FROM runs FOR UPDATE',
        "SELECT nextval('runs_run_id_seq')",
        "SELECT set_config('transaction_read_only', 'off', true), added('x')",
        "SELECT set_config('transaction_read_only', 'off', false)",
        'SET transaction_read_only = off',
        'SELECT 1; DROP TABLE runs',
        'COMMIT; DROP TABLE runs',
        `COPY runs TO PROGRAM 'touch ${touched}'`,
        // PostgreSQL's comments nest: to it this is a COPY.
        `/* /* */ SELECT 1 */ COPY (SELECT 1) TO PROGRAM 'touch ${touched}' -- */`,
        `--\rSELECT\n COPY (SELECT 1) TO PROGRAM 'touch ${touched}'`,
        'CREATE TEMP TABLE t (x int)',
        'LISTEN x',
        'PREPARE p AS SELECT 1',
        'TRUNCATE runs',
        '',
        '-- nothing',
      ]) {
        const failure = await run(sql, undefined, connection).then(
          () => 'it ran',
          ({ code }) => code,
        );
        expect(failure, `${connection}: ${sql}`).toMatch(/^query_(refused|failed)$/);
      }
    expect(await server.query('SELECT count(*), max(run_id) FROM runs')).toEqual(before);
    expect(existsSync(touched)).toBe(false);
    expect(
      await run("SELECT current_setting('transaction_read_only'), current_setting('statement_timeout')"),
    ).toMatchObject({
      rows: [['on', '10s']],
    });
  }, 120_000);

  it('runs statements that begin with a comment or a parenthesis, and EXPLAIN', async () => {
    expect(await value('/* a /* b */ */ -- c\n (SELECT 1) UNION ALL (SELECT 1) LIMIT 1')).toBe(1);
    expect(await value('TABLE best')).toBe(1);
    expect(await value('SHOW server_encoding;')).toBe('UTF8');
    expect((await run('EXPLAIN SELECT * FROM runs')).columns[0].name).toBe('QUERY PLAN');
    expect((await run('SELECT FROM runs')).rows).toEqual([[], []]);
  });

  it.each([
    ['SELECT nam FROM runs', 'column "nam" does not exist', 'nam'],
    ["SELECT '剪枝😀' AS t, nam FROM runs", 'column "nam" does not exist', 'nam'],
    ['SELECT * FROM nowhere', 'relation "nowhere" does not exist', 'nowhere'],
    ['SELECT 1 FROM runs WHERE', 'syntax error at end of input', ''],
    ['SELECT name FROM runs', 'Perhaps you meant to reference the column', 'name'],
    ['SELECT * FROM runs WHERE run_id = :id', '$1, $2', ':'],
  ])('marks the fault of %s', async (sql, said, word) => {
    const failure = await run(sql).catch((error) => error);
    expect(failure).toMatchObject({ code: 'query_failed' });
    expect(failure.message).toContain(said);
    const [{ start, end }] = failure.issues;
    expect(sql.slice(start, end)).toMatch(new RegExp(`^${word}`));
    expect(start).toBe(word === '' ? sql.length : sql.lastIndexOf(word));
  });

  it('tells who may not read what to do, and marks no place where there is none', async () => {
    const failure = await run('SELECT * FROM secrets').catch((error) => error);
    expect(failure.message).toContain(
      'permission denied for table secrets. Have an administrator grant SELECT',
    );
    expect(failure.issues).toEqual([]);
    await expect(run('SELECT 1 / (run_id - 1) FROM runs')).rejects.toThrow('division by zero');
  });

  it('takes parameters by number, and tells them', async () => {
    const sql = "SELECT run_id, $2 AS note FROM runs WHERE accuracy > $1 AND '$3' <> ':x'";
    expect(await pool.describe(asked(sql))).toEqual({
      parameters: ['1', '2'],
      columns: ['run_id', 'note'],
      isExplain: false,
    });
    expect((await run(sql, { 1: 0.8, 2: "it's" })).rows).toEqual([[1, "it's"]]);
    expect((await run(sql, { 1: 0.8, 2: null, 3: 'more' })).rows).toEqual([[1, null]]);
    expect((await run('SELECT $1::int8 + 1', { 1: 9007199254740993n })).rows).toEqual([['9007199254740994']]);
    await expect(run(sql, { 1: 0.8 })).rejects.toThrow('the parameter $2 has no value');
    await expect(pool.describe(asked('SELECT $1 FROM nowhere'))).rejects.toMatchObject({
      issues: [{ start: 15 }],
    });
  });

  it('is stopped on the server too: by a cancel, by the time, and when its process dies', async () => {
    const endless = 'SELECT count(*) FROM (SELECT generate_series(1, 1000000000000)) AS endless';
    const started = () => expect.poll(active, { timeout: 20_000 }).toEqual([endless]);
    const running = pool.run({ ...asked(endless), id: 'a-query-of-ada' }).catch((error) => error);
    await started();
    expect(pool.cancel('a-query-of-ada', 'bo')).toBe(false);
    expect(pool.cancel('a-query-of-ada', 'ada')).toBe(true);
    expect((await running).code).toBe('cancelled');
    expect(await active()).toEqual([]);

    await expect(pool.run({ ...asked(endless), timeoutMs: 1_500 })).rejects.toThrow('longer than 1500 ms');
    expect(await active()).toEqual([]);

    // Its time is a minute: only that its process is gone can end it sooner.
    const orphan = pool.run({ ...asked(endless), timeoutMs: 60_000 }).catch((error) => error);
    await started();
    for (const pid of pool.pids()) process.kill(pid, 'SIGKILL');
    expect((await orphan).code).toBe('query_limit');
    await expect.poll(active, { timeout: 15_000 }).toEqual([]);
    expect(pool.pids().filter(isAlive)).toEqual([]);
  }, 60_000);

  it('is exported whole', async () => {
    const sql =
      "SELECT n, n::numeric / 8 AS part, CASE n WHEN 2 THEN NULL ELSE '' END AS t FROM generate_series(1, 3000) n";
    const options = { format: 'csv', withBom: false, isSpreadsheetSafe: false } as const;
    const file = async (text: string) =>
      Buffer.concat(await (await pool.export({ ...asked(text), options })).toArray());
    const text = (await file(sql)).toString();
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      'n,part,t',
      '1,0.12500000000000000000,""',
      '2,0.25000000000000000000,',
    ]);
    expect(parse(text)).toHaveLength(3001);
    await expect(file('SELECT nam FROM runs')).rejects.toMatchObject({ code: 'query_failed' });
    expect(await active()).toEqual([]);
  });

  it('tells the tables that the user may read, as they are written in SQL', async () => {
    expect(await pool.schema(asked(''))).toEqual([
      {
        ...{ name: 'best', sql: 'best', kind: 'view', description: '' },
        columns: [
          { name: 'run_id', sql: 'run_id', type: 'INTEGER', description: '' },
          { name: 'Name', sql: '"Name"', type: 'TEXT', description: '' },
          { name: 'accuracy', sql: 'accuracy', type: 'NUMERIC(6,4)', description: '' },
        ],
      },
      {
        ...{ name: 'runs', sql: 'runs', kind: 'table', description: 'One training each' },
        columns: [
          { name: 'run_id', sql: 'run_id', type: 'INTEGER', description: '' },
          { name: 'Name', sql: '"Name"', type: 'TEXT', description: '' },
          { name: 'accuracy', sql: 'accuracy', type: 'NUMERIC(6,4)', description: 'On the test images' },
        ],
      },
      {
        ...{ name: 'Old Runs.order', sql: '"Old Runs"."order"', kind: 'table', description: '' },
        columns: [
          { name: 'id', sql: 'id', type: 'BIGINT', description: '' },
          { name: 'tags', sql: 'tags', type: 'TEXT[]', description: '' },
        ],
      },
    ]);
  });

  it('says why it cannot be reached, and never a password', async () => {
    const said = async (connection: string) => {
      const failure = await run('SELECT 1', undefined, connection).catch((error) => error);
      expect(failure.code).toBe('query_failed');
      return failure.message as string;
    };
    const words = [await said('wrong'), await said('nowhere'), await said('no_base'), await said('verified')];
    expect(words[0]).toContain('password authentication failed for user "reader". Add the connection anew');
    expect(words[1]).toContain('ECONNREFUSED');
    expect(words[2]).toContain('database "nothing" does not exist');
    expect(words[3]).toContain('certificate');
    await expect(run('SELECT 1', undefined, '+train')).rejects.toThrow('only SQLite files can be attached');
    expect(
      words.join() +
        JSON.stringify(fixture.log, (_key, one) => (typeof one === 'bigint' ? String(one) : one)),
    ).not.toContain(SECRET);
    expect(fixture.log.at(-1)).toMatchObject({ connection: '+train', errorCode: 'invalid_argument' });
  });

  it('is tried on the command line, which warns of a superuser and takes parameters by number', () => {
    // The database of the test is none of Lathe's: the command makes one beside the same connections.
    const folder = join(fixture.folder, 'cli');
    mkdirSync(folder);
    copyFileSync(join(fixture.folder, 'connections.json'), join(folder, 'connections.json'));
    const lathe = (...args: string[]) => {
      const options = {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, LATHE_DATA_DIR: folder },
      } as const;
      const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.mjs', ...args], options);
      return stdout + stderr;
    };
    expect(lathe('connection', 'test', 'train')).toMatch(
      /^The connection "train" answers: 3 tables and views.*ms\.\n$/,
    );
    expect(lathe('connection', 'test', 'super')).toContain('Its user is a superuser');
    const sql = 'SELECT "Name" FROM runs WHERE run_id = $1';
    expect(lathe('sql', sql, '--connection', 'train', '--param', '1=2', '--format', 'csv')).toBe(
      'Name\r\npruned\r\n',
    );
    const log = lathe(
      'sql',
      'SELECT connection, sql, params, error_message FROM query_log',
      '--format',
      'csv',
    );
    expect(log).toContain('train,"SELECT ""Name"" FROM runs WHERE run_id = $1"');
    expect(log).not.toContain(SECRET);
  }, 60_000);

  it('is reached by a socket, and encrypted where that is asked for', async () => {
    const ssl = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    expect((await run(ssl, undefined, 'encrypted')).rows).toEqual([['true']]);
    expect((await run(ssl, undefined, 'socket')).rows).toEqual([['false']]);
    // A server that answers "no" to the request for encryption.
    const bare = createServer((socket) => socket.once('data', () => socket.write('N')));
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const { port } = bare.address() as { port: number };
    const file = join(fixture.folder, 'connections.json');
    addConnection(file, { ...server.superuser, name: 'bare', port, ssl: 'require' });
    await expect(run('SELECT 1', undefined, 'bare')).rejects.toThrow(
      'sslmode=disable, if its network is trusted',
    );
    await new Promise((resolve) => bare.close(resolve));
  });
});

describe('the first word', () => {
  it.each([
    'SELECT 1',
    ' \n(values (1))',
    '/* /* */ */ TABLE t',
    '--x\rSELECT 1',
    ';;SELECT 1',
    'explain select 1',
  ])('%s reads', (sql) => expect(() => checkReadsPostgres(sql)).not.toThrow());

  it.each([
    'COPY t TO STDOUT',
    '/* SELECT */ DO $$ $$',
    '/* /* */ SELECT */ DELETE',
    '/* open SELECT',
    'SELECT\0',
    'SÉLECT 1',
    '()',
    '"SELECT"',
  ])('%s does not', (sql) => expect(() => checkReadsPostgres(sql)).toThrow('was refused'));
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPool } from '@/db/console/query-pool';
import { checkReadsOnly } from '@/db/console/sql-gate';
import type { AppError } from '@/lib/domain/errors';
import { type QueryFixture, queryFixture } from './query-fixture';

let fixture: QueryFixture;
let pool: QueryPool;

beforeAll(async () => {
  fixture = await queryFixture(`
    CREATE TABLE runs (id INTEGER PRIMARY KEY, pragma TEXT);
    INSERT INTO runs VALUES (1, 'p');
  `);
  const other = new Database(join(fixture.folder, 'auth.db'));
  other.exec("CREATE TABLE sessions (token TEXT); INSERT INTO sessions VALUES ('secret')");
  other.close();
  pool = fixture.pool();
});
afterAll(() => fixture.close());

const run = (sql: string) => pool.run({ sql, by: 'ada', source: 'console' });

it.each([
  ['  DELETE FROM runs', 'DELETE'],
  ['SELECT * FROM "pragma_database_list"', '"pragma_database_list"'],
  ['EXPLAIN PRAGMA query_only = 0', 'PRAGMA'],
])('the refusal of %s tells its place', (sql, refused) => {
  const error = (() => {
    try {
      return checkReadsOnly(sql);
    } catch (thrown) {
      return thrown as AppError;
    }
  })();
  const [{ start, end } = {}] = 'issues' in error ? error.issues : [];
  expect(sql.slice(start, end)).toBe(refused);
});

describe('what does not only read is refused (bytebase/dbhub#342, mcp-sqlite-tools#50, cli-printing-press#2799, reflect-open#136)', () => {
  it.each([
    'INSERT INTO runs VALUES (2, NULL)',
    'UPDATE runs SET pragma = 1',
    'DELETE FROM runs',
    'CREATE TABLE t (x)',
    'CREATE TEMP TABLE t (x)',
    'CREATE TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; SELECT 2; END',
    'DROP TABLE runs',
    'REINDEX',
    'BEGIN',
    'SAVEPOINT s',
    'ATTACH ":memory:" AS m',
    'DETACH main',
    'VACUUM',
    'PRAGMA query_only = 0',
    'PRAGMA query_only(0)',
    'pragma main.journal_mode = delete',
    'PrAgMa database_list',
    '/* SELECT */ PRAGMA database_list',
    '-- SELECT\nPRAGMA database_list',
    ';PRAGMA database_list',
    '\uFEFFPRAGMA database_list',
    '\u200bPRAGMA database_list',
    '\u2003PRAGMA database_list',
    'ＰＲＡＧＭＡ database_list',
    '/* /* */ PRAGMA database_list',
    "PRAGMA/**/'query_only'=0",
    'PRAGMA [query_only] = 0',
    'EXPLAIN PRAGMA query_only = 0',
    'EXPLAIN QUERY PLAN PRAGMA query_only = 0',
    'EXPLAIN/**/QUERY/**/PLAN/**/PRAGMA query_only = 0',
    "EXPLAIN ATTACH 'x' AS y",
    'WITH w AS (SELECT 2) INSERT INTO runs SELECT *, NULL FROM w',
    'WITH w AS (SELECT 1) DELETE FROM runs RETURNING id',
    'INSERT INTO runs VALUES (3, NULL) RETURNING id',
    "SELECT load_extension('x'); SELECT 1",
    'SELECT 1; DROP TABLE runs',
    'SELECT 1; SELECT 2',
    'EXPLAIN SELECT 1; DELETE FROM runs',
    '',
    ' ; ',
    '-- nothing',
    '"SELECT" 1',
    '(SELECT 1)',
    'SELECT 1 \0; DELETE FROM runs',
  ])('%j', async (sql) => {
    await expect(run(sql)).rejects.toMatchObject({ code: 'query_refused' });
  });

  it.each([
    ['a copy of the database', (file: string) => `VACUUM INTO '${file}'`],
    ['a copy after a comment', (file: string) => `/*x*/VACUUM INTO '${file}'`],
    ['a new attached database', (file: string) => `ATTACH '${file}' AS a`],
  ])('and writes no file: %s', async (_what, statement) => {
    const file = join(fixture.folder, 'leak.db');
    await expect(run(statement(file))).rejects.toMatchObject({ code: 'query_refused' });
    expect(existsSync(file)).toBe(false);
  });

  it('and the other database stays out of reach', async () => {
    const file = join(fixture.folder, 'auth.db');
    await expect(run(`ATTACH '${file}' AS auth`)).rejects.toMatchObject({ code: 'query_refused' });
    await expect(run('SELECT * FROM auth.sessions')).rejects.toMatchObject({ code: 'query_failed' });
  });

  it('a letter that only looks like one of SELECT does not make it one', async () => {
    // JavaScript writes the long s as S in capitals, and the dotless i as I.
    for (const sql of [
      '\u017fELECT 1',
      'W\u0131TH w AS (SELECT 1) DELETE FROM runs',
      'EXPLA\u0131N SELECT 1',
    ])
      await expect(run(sql)).rejects.toMatchObject({
        code: expect.stringMatching(/^query_(refused|failed)$/),
      });
  });

  it('load_extension is not authorized', async () => {
    await expect(run("SELECT load_extension('x')")).rejects.toThrow('not authorized');
  });

  it.each([
    'SELECT hex(fts3_tokenizer(:n))',
    'SELECT hex("FTS3_Tokenizer"(:n, :n))',
    'WITH a AS (SELECT [fts3_tokenizer](:n) AS p) SELECT hex(p) FROM a',
  ])('%s tells no address of memory and changes none', async (sql) => {
    const asked = pool.run({ sql, params: { n: 'simple' }, by: 'ada', source: 'console' });
    await expect(asked).rejects.toMatchObject({ code: 'query_refused' });
    expect((await run("SELECT 'fts3_tokenizer'")).rows).toEqual([['fts3_tokenizer']]);
  });

  it.each(['readfile', 'writefile', 'edit'])('there is no %s()', async (name) => {
    await expect(run(`SELECT ${name}('/etc/hostname')`)).rejects.toMatchObject({ code: 'query_failed' });
  });

  it('the rows are as they were', async () => {
    expect((await run('SELECT * FROM runs')).rows).toEqual([[1, 'p']]);
    expect(readdirSync(fixture.folder).sort()).toEqual([
      'auth.db',
      'lathe.db',
      'lathe.db-shm',
      'lathe.db-wal',
    ]);
  });
});

describe('the path of the database is not told', () => {
  it.each([
    'SELECT * FROM pragma_database_list',
    'SELECT file FROM PRAGMA_DATABASE_LIST()',
    'SELECT * FROM "pragma_database_list"',
    'SELECT * FROM `pragma_database_list`',
    'SELECT * FROM [pragma_database_list]',
    "SELECT * FROM 'pragma_database_list'",
    'SELECT * FROM main.pragma_database_list',
    'SELECT * FROM/**/pragma_database_list',
    'WITH a AS (SELECT * FROM "Pragma_Database_List") SELECT * FROM a',
    'SELECT (SELECT file FROM pragma_database_list)',
    'EXPLAIN SELECT * FROM pragma_database_list',
    'SELECT * FROM pragma_optimize(-1)',
    'SELECT * FROM pragma_temp_store_directory',
  ])('%s', async (sql) => {
    await expect(run(sql)).rejects.toMatchObject({ code: 'query_refused' });
  });
});

describe('what reads is let through', () => {
  it.each([
    ['with lower case', 'select 1', [[1]]],
    ['VALUES', 'VALUES (1)', [[1]]],
    ['a column named as a keyword', 'SELECT pragma FROM runs', [['p']]],
    ['the byte order mark of a pasted text', '\uFEFFSELECT 1', [[1]]],
    [
      'words of writing in texts',
      "SELECT 'ATTACH; VACUUM INTO pragma_x y'",
      [['ATTACH; VACUUM INTO pragma_x y']],
    ],
    ['the schema functions', "SELECT name FROM pragma_table_info('runs')", [['id'], ['pragma']]],
  ])('%s', async (_what, sql, rows) => {
    expect((await run(sql)).rows).toEqual(rows);
  });

  it('EXPLAIN of a write, which does not run it', async () => {
    expect((await run('EXPLAIN DELETE FROM runs')).rows.length).toBeGreaterThan(3);
    expect((await run('EXPLAIN QUERY PLAN DELETE FROM runs')).columns.map(({ name }) => name)).toEqual([
      'id',
      'parent',
      'notused',
      'detail',
    ]);
    expect((await run('SELECT count(*) FROM runs')).rows).toEqual([[1]]);
  });

  it('and says what to do about a space that cannot be seen', () => {
    expect(() => checkReadsOnly('\u00a0SELECT 1')).toThrow(
      'a character that cannot be seen stands before it',
    );
  });
});

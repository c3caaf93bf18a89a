import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPool } from '@/db/console/query-pool';
import type { QueryParams } from '@/db/console/query-result';
import { paramValues } from '@/lib/domain/typed-param';
import { type QueryFixture, queryFixture } from './query-fixture';

let fixture: QueryFixture;
let pool: QueryPool;

beforeAll(async () => {
  fixture = await queryFixture(`
    CREATE TABLE layers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, weight real, data BLOB, "a.b" TEXT);
    INSERT INTO layers VALUES (1, 'conv1', 0.5, x'00ff10', ''), (2, 'fc1', 9e999, zeroblob(10000), NULL);
    CREATE TABLE big (id INTEGER);
    INSERT INTO big VALUES (1254071346418286654), (9007199254740993), (-9007199254740993), (9007199254740991);
  `);
  pool = fixture.pool();
});
afterAll(() => fixture.close());

function run(sql: string, params?: QueryParams, maxRows?: number) {
  return pool.run({ sql, params, maxRows, by: 'ada', source: 'cli' });
}

describe('values', () => {
  it('keep every digit of 64-bit integers (dbgate/dbgate#1531, beekeeper-studio#1399, beekeeper-studio#1207)', async () => {
    const { rows } = await run('SELECT id FROM big');
    expect(rows).toEqual([
      ['1254071346418286654'],
      ['9007199254740993'],
      ['-9007199254740993'],
      [9007199254740991],
    ]);
  });

  it('tell NULL from the empty text, also in a column with a dot (ag-grid/ag-grid#3952, ag-grid/ag-grid#5017, ag-grid/ag-grid#2828)', async () => {
    const result = await run('SELECT "a.b", NULL AS "x.y" FROM layers ORDER BY id');
    expect(result.columns.map(({ name }) => name)).toEqual(['a.b', 'x.y']);
    expect(result.rows).toEqual([
      ['', null],
      [null, null],
    ]);
  });

  it('keep columns of the same name apart', async () => {
    const result = await run("SELECT 1 AS v, 'two' AS v");
    expect(result.columns).toEqual([
      { name: 'v', type: 'INTEGER' },
      { name: 'v', type: 'TEXT' },
    ]);
    expect(result.rows).toEqual([[1, 'two']]);
  });

  it('give blobs by size and hex, cut at the limit (simonw/datasette#1034, coleifer/sqlite-web#73)', async () => {
    const { rows } = await run('SELECT data FROM layers ORDER BY id');
    expect(rows[0][0]).toEqual({ bytes: 3, hex: '00ff10' });
    expect(rows[1][0]).toEqual({ bytes: 10_000, hex: '00'.repeat(4_096) });
  });

  it('spell infinities; NaN is NULL in SQLite', async () => {
    const { rows } = await run('SELECT 9e999, -9e999, 9e999 - 9e999, weight FROM layers WHERE id = 2');
    expect(rows).toEqual([['Infinity', '-Infinity', null, 'Infinity']]);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('keep text behind a NUL and dates as they are written (sqlpad/sqlpad#207, sqlpad/sqlpad#176, dbgate/dbgate#137)', async () => {
    const { rows } = await run("SELECT 'a' || char(0) || 'b', '2024-03-10 02:30:00'");
    expect(rows).toEqual([['a\0b', '2024-03-10 02:30:00']]);
  });

  it('say that a long text was cut, and how long it is (dbeaver/cloudbeaver#3874, SQLiteStudio#3526)', async () => {
    const result = await run("SELECT printf('%.*c', 70000, 'x')");
    expect(result.rows[0][0]).toBe(`${'x'.repeat(65_536)}… [70000 characters]`);
    expect(result.truncated).toBe('bytes');
  });
});

describe('types', () => {
  it('are declared ones, else those of the values', async () => {
    const sql = `SELECT id, weight, id + 1 AS i, id / 2.0 AS r, iif(id = 1, 1, 1.5) AS mixed,
      iif(id = 1, 'x', 1) AS any, NULL AS none, data || '' AS t FROM layers`;
    const { columns } = await run(sql);
    expect(columns.map(({ type }) => type)).toEqual([
      'INTEGER',
      'REAL',
      'INTEGER',
      'REAL',
      'REAL',
      'ANY',
      'NULL',
      'TEXT',
    ]);
  });
});

it('numbers that stand as strings are told from texts where the type does not do it', async () => {
  const sql =
    "SELECT 9007199254740993 AS mixed, 9007199254740993 AS plain UNION ALL SELECT '9007199254740993', 1 UNION ALL SELECT 9e999, 2 UNION ALL SELECT 7, 3";
  const { columns, rows } = await run(sql);
  expect(rows.map(([mixed]) => mixed)).toEqual(['9007199254740993', '9007199254740993', 'Infinity', 7]);
  expect(columns).toEqual([
    { name: 'mixed', type: 'ANY', wideRows: [0, 2] },
    { name: 'plain', type: 'INTEGER' },
  ]);
});

describe('cuts', () => {
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c';

  it('an endless result at the rows wanted (metabase#82850)', async () => {
    const result = await run(endless, undefined, 3);
    expect(result.rows).toEqual([[1], [2], [3]]);
    expect(result.truncated).toBe('rows');
  });

  it('nothing when there are exactly as many rows', async () => {
    const result = await run('VALUES (1), (2), (3)', undefined, 3);
    expect(result.rows).toHaveLength(3);
    expect(result.truncated).toBe(false);
  });

  it('at the bytes of the result', async () => {
    const small = fixture.pool({ maxResultBytes: 1_000 });
    const sql = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT printf('%.*c', 100, 'x') FROM c`;
    const result = await small.run({ sql, by: 'ada', source: 'cli' });
    expect(result.rows).toHaveLength(10);
    expect(result.truncated).toBe('bytes');
  });
});

describe('parameters', () => {
  it('keep their type, so that numbers compare as numbers (simonw/datasette#1496)', async () => {
    const sql =
      'SELECT typeof(:whole), typeof(:part), typeof(:text), typeof(:none), typeof(:yes), 10 > :whole';
    const params = { whole: 9n, part: 0.5, text: '9', none: null, yes: true };
    const { rows } = await run(sql, params);
    expect(rows).toEqual([['integer', 'real', 'text', 'null', 'integer', 1]]);
  });

  it('that are whole but real divide as reals', async () => {
    const two = paramValues({ n: { type: 'real', value: '2' }, i: { type: 'integer', value: '2' } });
    const { rows } = await run('SELECT 3 / :n, typeof(:n), 3 / :i, typeof(:i)', two);
    expect(rows).toEqual([[1.5, 'real', 1, 'integer']]);
  });

  it('take integers of 64 bits, and values by number', async () => {
    const { rows } = await run('SELECT id FROM big WHERE id = ? OR id = ?', {
      1: 1254071346418286654n,
      2: 5n,
    });
    expect(rows).toEqual([['1254071346418286654']]);
  });

  it('are not seen in texts, names and comments', async () => {
    const { rows } = await run(`SELECT '12:30' AS ":b" -- :c\n, :a`, { a: 1 });
    expect(rows).toEqual([['12:30', 1]]);
  });

  it('that are missing are named', async () => {
    await expect(run('SELECT :layer')).rejects.toThrow(
      'The query failed: the parameter layer has no value. Give it one, or write the value in its place.',
    );
  });

  it('that no statement asks for are ignored', async () => {
    expect((await run('SELECT 1', { unused: 2 })).rows).toEqual([[1]]);
  });
});

describe('one statement', () => {
  it.each([
    ['a semicolon in a text (beekeeper-studio#591)', "SELECT ';' AS s;", ';'],
    ['a semicolon in a comment (vscode-sqlite#167)', "SELECT 'x' -- a; b\n/* ; */;", 'x'],
    ['a comment after the end', "SELECT 'y'; -- done", 'y'],
    ['blank lines inside (sqlit#281)', "SELECT\n\n\n'z'", 'z'],
  ])('may hold %s', async (_what, sql, expected) => {
    expect((await run(sql)).rows).toEqual([[expected]]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPool } from '@/db/console/query-pool';
import type { AppError } from '@/lib/domain/errors';
import { type QueryFixture, queryFixture } from './query-fixture';

let fixture: QueryFixture;
let pool: QueryPool;
const by = { by: 'ada', source: 'console' } as const;

beforeAll(async () => {
  fixture = await queryFixture(`
    CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT);
    CREATE INDEX runs_name ON runs(name);
    CREATE TABLE layers (id INTEGER PRIMARY KEY, run_id INTEGER, name TEXT, "a.b" TEXT, data BLOB);
    CREATE TABLE keys (key TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE VIEW pairs AS SELECT r.name AS run, l.name AS layer FROM runs r JOIN layers l ON l.run_id = r.id;
    INSERT INTO runs VALUES (1, 'one'), (2, printf('%.*c', 70000, 'x'));
    INSERT INTO layers VALUES (1, 1, 'conv1', '', zeroblob(10000));
  `);
  pool = fixture.pool();
});
afterAll(() => fixture.close());

describe('what a statement is', () => {
  it.each([
    ['SELECT :layer, \'12:30\', @run AS "$x" -- :no\n WHERE $z > :layer', ['layer', 'run', 'z']],
    ['SELECT ?, ? + 1', ['1', '2']],
    ['SELECT 1', []],
    ['SELECT ?1, ?1', ['1']],
    ['SELECT ?2 AS a, ?', ['2', '3']],
    ['SELECT ?5, :x', ['5', 'x']],
    ['SELECT :a, @b, $c, ?, ?5', ['a', 'b', 'c', '4', '5']],
    ['SELECT ?, ?1, :a, @a', ['1', 'a']],
  ])('%j has the parameters %j, and takes a value for each', async (sql, parameters) => {
    expect(await pool.describe({ sql, ...by })).toMatchObject({ parameters, isExplain: false });
    const params = Object.fromEntries(parameters.map((name) => [name, `value of ${name}`]));
    const { rows } = await pool.run({ sql: sql.replace(' + 1', ''), params, ...by });
    for (const cell of rows.flat()) expect([1, '12:30', ...Object.values(params)]).toContain(cell);
  });

  it('values of other names are left out, and one that is missing is named', async () => {
    const params = { 1: 'a', 2: 'b', x: 'c' };
    expect((await pool.run({ sql: 'SELECT 1', params, ...by })).rows).toEqual([[1]]);
    expect((await pool.run({ sql: 'SELECT ?, :x', params, ...by })).rows).toEqual([['a', 'c']]);
    await expect(pool.run({ sql: 'SELECT ?, ?, ?', params, ...by })).rejects.toThrow(
      'the parameter 3 has no value',
    );
    await expect(pool.run({ sql: 'SELECT :y', params, ...by })).rejects.toThrow(
      'the parameter y has no value',
    );
  });

  it('names its columns and runs nothing', async () => {
    const sql =
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) AS n, 2 AS n FROM c';
    const logged = fixture.log.length;
    expect((await pool.describe({ sql, ...by })).columns).toEqual(['n', 'n']);
    expect(fixture.log).toHaveLength(logged);
  });

  it('is told while a query of the same person runs', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    const running = pool.run({ sql: endless, id: 'endless-1', ...by }).catch((error: AppError) => error.code);
    expect((await pool.describe({ sql: 'SELECT 1 AS a', ...by })).columns).toEqual(['a']);
    expect(pool.cancel('endless-1', 'ada')).toBe(true);
    expect(await running).toBe('cancelled');
  });

  it.each(['DELETE FROM runs', 'PRAGMA user_version', "ATTACH 'x' AS x", 'SELECT 1; SELECT 2'])(
    'is refused for %s',
    async (sql) => {
      await expect(pool.describe({ sql, ...by })).rejects.toMatchObject({ code: 'query_refused' });
    },
  );
});

/** The text at the place of the fault, with `|` before it where it could be mistaken for a twin. */
async function faultIn(sql: string): Promise<{ text: string; start: number } | undefined> {
  const error = await pool.run({ sql, ...by }).then(
    () => undefined,
    (thrown: AppError) => thrown,
  );
  const [issue] = error?.issues ?? [];
  return issue && { text: sql.slice(issue.start, issue.end), start: issue.start ?? -1 };
}

describe('a fault is found at its place', () => {
  it.each([
    ['SELECT 1 FROMM runs r', 'runs', 15],
    ['SELECT x FROM runs', 'x', 7],
    ["SELECT 'x', name FROM runs WHERE x = 1", 'x', 33],
    ['SELECT name, "nme" FROM runs, layers', 'name', 7],
    ['SELECT r.nam FROM runs r', 'r.nam', 7],
    ['SELECT * FROM run', 'run', 14],
    ["SELECT 1 + 'open", "'open", 11],
    ['SELECT name, middle(id) FROM runs', 'middle', 13],
    ['SELECT abs(1, 2)', 'abs', 7],
    ['SELECT sum(count(id)) FROM runs', 'count', 11],
    ['SELECT 1 +', '+', 9],
    ['SELECT (1) ) FROM runs', ')', 11],
  ])('%j: %j at %i', async (sql, text, start) => {
    expect(await faultIn(sql)).toEqual({ text, start });
  });

  it('supabase#19569, GoNavi#1324: of words that look alike, the wrong one', async () => {
    const twice = 'SELECT id FROM (SELECT 1 AS id) WHERE id = (SELECT id FROM (SELECT 2 AS other))';
    // The inner id is found outside, so that only a query whose inner name is nowhere fails.
    expect(await faultIn(twice)).toBeUndefined();
    const wrong = 'SELECT a FROM (SELECT 1 AS a) UNION SELECT a FROM (SELECT 2 AS b)';
    expect(await faultIn(wrong)).toEqual({ text: 'a', start: 43 });
    const parsed = 'SELECT id FROM runs ORDER BY id LIMIT 1 id';
    expect(await faultIn(parsed)).toEqual({ text: 'id', start: 40 });
  });
});

describe('tables that a query reads', () => {
  it.each([
    ['SELECT * FROM pairs', ['layers', 'runs']],
    ["SELECT count(*) FROM runs WHERE name = 'one'", ['runs']],
    ['WITH k AS (SELECT key FROM keys) SELECT * FROM k, (SELECT id FROM layers)', ['keys', 'layers']],
    ['SELECT id FROM runs WHERE id = :id', ['runs']],
    ['SELECT 1', []],
  ])('%s: %j', async (sql, tables) => {
    const result = await pool.run({ sql, params: { id: 1 }, wantsTables: true, ...by });
    expect(result.tables).toEqual(tables);
  });
});

describe('rows given as a table', () => {
  const columns = [
    { name: 'id', type: 'INTEGER' },
    { name: 'id', type: 'REAL' },
    { name: 'data', type: 'BLOB' },
  ];
  const rows = [
    ['1254071346418286654', 1, { bytes: 2, hex: '00ff' }],
    [null, 'Infinity', null],
  ];

  it('can be joined, with types and digits kept, and are gone with the next query', async () => {
    const sql = `SELECT f.id, typeof(f.id), f.id_2, typeof(f.id_2), hex(f.data), r.name
      FROM first f LEFT JOIN runs r ON r.id = f.id_2`;
    const result = await pool.run({ sql, tables: { first: { columns, rows } }, ...by });
    expect(result.rows).toEqual([
      ['1254071346418286654', 'integer', 1, 'real', '00FF', 'one'],
      [null, 'null', 'Infinity', 'real', '', null],
    ]);
    await expect(pool.run({ sql: 'SELECT * FROM first', ...by })).rejects.toThrow('no such table: first');
  });

  it.each(['runs', 'RUNS', 'a b', 'pragma_x', '1a', 'sqlite_x'])('cannot be called %j', async (name) => {
    await expect(
      pool.run({ sql: 'SELECT 1', tables: { [name]: { columns, rows } }, ...by }),
    ).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('a whole value', () => {
  it('dbeaver/cloudbeaver#3874: is the text beyond what was shown', async () => {
    const cell = await pool.wholeCell({
      sql: 'SELECT id, name FROM runs ORDER BY id',
      row: 1,
      column: 1,
      ...by,
    });
    expect(cell).toEqual({ text: 'x'.repeat(70_000) });
  });

  it('is every byte of a blob', async () => {
    const cell = await pool.wholeCell({ sql: 'SELECT data FROM layers', row: 0, column: 0, ...by });
    expect('blob' in cell && Buffer.from(cell.blob).equals(Buffer.alloc(10_000))).toBe(true);
  });

  it('that is not there any more, or too large, is said to be', async () => {
    const ask = (sql: string, row: number) => pool.wholeCell({ sql, row, column: 0, ...by });
    await expect(ask('SELECT id FROM runs', 2)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask('SELECT zeroblob(17000000)', 0)).rejects.toMatchObject({ code: 'query_limit' });
  });
});

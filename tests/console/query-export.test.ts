import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPool } from '@/db/console/query-pool';
import type { QueryExport } from '@/lib/domain/query-export';
import { isAlive, type QueryFixture, queryFixture, until } from './query-fixture';

const MANY = 60_000;

let fixture: QueryFixture;
let pool: QueryPool;

beforeAll(async () => {
  fixture = await queryFixture(`
    CREATE TABLE cells (id INTEGER PRIMARY KEY, big INTEGER, part REAL, words TEXT, data BLOB);
    INSERT INTO cells VALUES
      (1, 1254071346418286654, 0.1, 'plain', x'00ff'),
      (2, NULL, 9e999, 'a "quoted", one' || char(13, 10) || '剪枝', NULL),
      (3, -1, -2.5, '', zeroblob(0)),
      (4, 0, 1e-300, '=1+1', NULL), (5, 0, 0, '-0.5', NULL), (6, 0, 0, '-go', NULL);
    CREATE TABLE many AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${MANY})
      SELECT x AS id, x / 7.0 AS part, 'row ' || x AS words FROM c;
  `);
  pool = fixture.pool();
});
afterAll(() => fixture.close());

const options = (format: QueryExport['format'], more: Partial<QueryExport> = {}): QueryExport => ({
  format,
  withBom: false,
  isSpreadsheetSafe: false,
  ...more,
});

async function file(sql: string, how: QueryExport): Promise<Buffer> {
  const body = await pool.export({ sql, options: how, by: 'ada', source: 'console' });
  return Buffer.concat(await body.toArray());
}

const CELLS = 'SELECT id, big, part, words, data FROM cells ORDER BY id';

describe('CSV', () => {
  it('sqlitebrowser#123, sql-explorer#430, simonw/datasette#1034: quotes, new lines and blobs keep one record a row', async () => {
    const text = (await file(CELLS, options('csv'))).toString();
    expect(text.split('\r\n')[0]).toBe('id,big,part,words,data');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual({
      id: '1',
      big: '1254071346418286654',
      part: '0.1',
      words: 'plain',
      data: '00ff',
    });
    expect(rows[1]).toMatchObject({ big: '', part: 'Infinity', words: 'a "quoted", one\r\n剪枝' });
    // The empty text is told from NULL.
    expect(text).toContain('\r\n3,-1,-2.5,"",\r\n');
  });

  it('grafana#17363, node-csv#503, woocommerce#53020: texts that a spreadsheet would calculate are marked on demand; numbers, also negative ones, are not', async () => {
    const safe = (await file(CELLS, options('csv', { isSpreadsheetSafe: true }))).toString();
    expect(safe).toContain(",'=1+1,");
    expect(safe).toContain(",'-go,");
    expect(safe).toContain('\r\n5,0,0,-0.5,\r\n');
    expect(safe).toContain('\r\n3,-1,-2.5,');
    expect((await file(CELLS, options('csv'))).toString()).toContain(',=1+1,');
  });

  it('begins with a byte order mark on demand', async () => {
    expect(
      (await file('SELECT 1 AS a', options('csv', { withBom: true }))).subarray(0, 4).toString('hex'),
    ).toBe('efbbbf61');
  });

  it('vscode-sqltools#717, TablePlus-Windows#309: has all rows, not those that are shown', async () => {
    const lines = (await file('SELECT * FROM many ORDER BY id', options('csv')))
      .toString()
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(MANY + 1);
    expect(lines.at(-1)).toBe(`${MANY},${MANY / 7},row ${MANY}`);
    await until(() => fixture.log.at(-1)?.rows === MANY, 'the log tells of all rows');
    expect(fixture.log.at(-1)).toMatchObject({ errorCode: null, truncated: false });
  });
});

describe('rows of a statement', () => {
  const csv = async (sql: string) => (await file(sql, options('csv'))).toString();

  it('keep every digit, and stand for themselves whatever is beside them', async () => {
    const numbers = [
      ['9007199254740991', '9007199254740991'],
      ['9007199254740993', '9007199254740993'],
      ['-9223372036854775807 - 1', '-9223372036854775808'],
      ['-0.0', '0'],
      ['2.0', '2'],
      ['1e21', '1e+21'],
      ['1.5e-7', '1.5e-7'],
      ['5e-324', '5e-324'],
      ['0.1 + 0.2', '0.30000000000000004'],
      ['-9e999', '-Infinity'],
      ["'null'", 'null'],
      ["'],['", '"],["'],
      ['NULL', ''],
    ];
    const row = numbers.map(([sql]) => sql).join();
    const text = await csv(`SELECT ${row} FROM many LIMIT 200`);
    const lines = text.split('\r\n').slice(1, -1);
    expect(lines).toEqual(new Array(200).fill(numbers.map(([, written]) => written).join()));
  });

  it.each([
    ['WITH x AS (SELECT * FROM many ORDER BY id DESC) SELECT id, id FROM x -- the last first', 'id,id'],
    ['SELECT * FROM (SELECT id AS a, id AS a FROM many) ORDER BY a DESC; /* open', 'a,a:1'],
    ['SELECT id, id FROM many WHERE id < 0 UNION ALL SELECT id, id FROM many ORDER BY 1 DESC;;', 'id,id'],
  ])('come in the order of %s', async (sql, names) => {
    const lines = (await csv(sql)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(MANY + 1);
    expect([lines[0], lines[1], lines[MANY]]).toEqual([names, `${MANY},${MANY}`, '1,1']);
  });

  it('come with values given, of a plan, of a table under any name, and of more columns than a function takes', async () => {
    const sql = 'SELECT :a + id FROM many WHERE id = $b';
    const body = await pool.export({
      sql,
      params: { a: 1, b: 2 },
      options: options('csv'),
      by: 'ada',
      source: 'console',
    });
    expect(Buffer.concat(await body.toArray()).toString()).toBe(':a + id\r\n3\r\n');
    expect(await csv('EXPLAIN QUERY PLAN SELECT * FROM many')).toContain('SCAN many');
    expect(await csv('WITH lathe_rows AS (SELECT 7 AS a) SELECT a FROM lathe_rows')).toBe('a\r\n7\r\n');
    const wide = Array.from({ length: 1900 }, (_, index) => index);
    expect((await csv(`SELECT ${wide.join()}`)).split('\r\n')[1]).toBe(wide.join());
  });
});

describe('JSON', () => {
  it('keeps digits beyond 2^53 and infinities as texts, blobs with their size, equal names apart', async () => {
    const rows = JSON.parse((await file(`SELECT *, 1 AS ID FROM (${CELLS})`, options('json'))).toString());
    expect(rows[0]).toEqual({
      id: 1,
      big: '1254071346418286654',
      part: 0.1,
      words: 'plain',
      data: { bytes: 2, hex: '00ff' },
      ID_2: 1,
    });
    expect(rows[1]).toMatchObject({ big: null, part: 'Infinity', data: null });
    expect(JSON.parse((await file('SELECT 1 WHERE 0', options('json'))).toString())).toEqual([]);
  });

  it('Lines has an object a line', async () => {
    const lines = (await file('SELECT id, words FROM many ORDER BY id', options('jsonl')))
      .toString()
      .split('\n');
    expect(lines).toHaveLength(MANY + 1);
    expect(JSON.parse(lines[MANY - 1])).toEqual({ id: MANY, words: `row ${MANY}` });
  });
});

describe('Parquet', () => {
  const read = async (sql: string) => {
    const { buffer, byteOffset, byteLength } = await file(sql, options('parquet'));
    return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
  };

  it('keeps types: integers of 64 bits, doubles, texts, bytes', async () => {
    const rows = await read(CELLS);
    expect(rows[0]).toMatchObject({ id: 1n, big: 1254071346418286654n, part: 0.1, words: 'plain' });
    expect(rows[1]).toMatchObject({ big: null, part: Number.POSITIVE_INFINITY, data: null });
  });

  it('has every row over its groups', async () => {
    const rows = await read('SELECT id, part FROM many ORDER BY id');
    expect(rows).toHaveLength(MANY);
    expect(rows[MANY - 1]).toEqual({ id: BigInt(MANY), part: MANY / 7 });
  });

  it('says which column changes its type later', async () => {
    const sql = "SELECT id, iif(id > 50000, 'text', id) AS mixed FROM many ORDER BY id";
    await expect(file(sql, options('parquet'))).rejects.toThrow('the column "mixed"');
  });
});

describe('an export', () => {
  it.each([
    ['DELETE FROM many', 'query_refused'],
    ['SELECT nothing FROM many', 'query_failed'],
  ])('of %s fails before any byte', async (sql, code) => {
    await expect(
      pool.export({ sql, options: options('csv'), by: 'ada', source: 'console' }),
    ).rejects.toMatchObject({ code });
  });

  const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c';

  it('that nobody reads on waits, and its process is gone when it is left', async () => {
    const body = await pool.export({ sql: ENDLESS, options: options('csv'), by: 'ada', source: 'console' });
    const pids = pool.pids();
    await new Promise((done) => body.once('readable', done));
    body.destroy();
    await until(
      () => !pids.some(isAlive) || pool.pids().every((pid) => !pids.includes(pid)),
      'the process is gone',
    );
    expect((await pool.run({ sql: 'SELECT 1', by: 'ada', source: 'console' })).rows).toEqual([[1]]);
  });

  it('that takes too long ends with an error, never as if it were whole', async () => {
    const short = fixture.pool({ exportTimeoutMs: 300 });
    // On a busy machine the time may end before the first bytes.
    const bytes = short
      .export({ sql: ENDLESS, options: options('csv'), by: 'ada', source: 'console' })
      .then((body) => body.toArray());
    await expect(bytes).rejects.toThrow('longer than 300 ms');
    await until(() => fixture.log.at(-1)?.errorCode === 'query_limit', 'the log tells why');
  });
});

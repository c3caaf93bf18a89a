import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOfLink, linkOfHash } from '@/app/console/permalink';
import { parseCellFilter, passes } from '@/app/console/results/cell-filter';
import { compareCells, exactCell } from '@/app/console/results/cell-order';
import { openTrackingDatabase } from '@/db/client';
import type { Cell } from '@/db/console/query-result';
import { listSchema } from '@/db/console/schema-list';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import type { TypedParams } from '@/lib/domain/typed-param';

describe('sorting in the grid', () => {
  const sorted = (cells: Cell[], type: string) => [...cells].sort((a, b) => compareCells(a, b, type));

  it('orders storage classes as SQLite does', () => {
    const blob = { bytes: 1, hex: '00' };
    expect(sorted([blob, 'a', '', 2, null, -1], 'ANY')).toEqual([null, -1, 2, '', 'a', blob]);
  });

  it('tells 64-bit integers apart to the last digit (dbgate/dbgate#1531, beekeeper-studio#1399)', () => {
    const cells = [
      '1254071346418286655',
      7,
      '1254071346418286654',
      '-9223372036854775808',
      '9007199254740993',
    ];
    expect(sorted(cells, 'INTEGER')).toEqual([
      '-9223372036854775808',
      7,
      '9007199254740993',
      '1254071346418286654',
      '1254071346418286655',
    ]);
  });

  it('tells them from texts of digits in a column of several types', () => {
    const column = { name: 'x', type: 'ANY', wideRows: [0, 3, 5] };
    const cells = ['9007199254740993', '9007199254740992', 'a', '-9007199254740993', 5, 'Infinity'];
    const exact = exactCell(column);
    const rows = cells.map((cell, row) => ({ cell, exact: exact(cell, row) }));
    expect(rows.toSorted((a, b) => compareCells(a.exact, b.exact, 'ANY')).map(({ cell }) => cell)).toEqual([
      '-9007199254740993',
      5,
      '9007199254740993',
      'Infinity',
      '9007199254740992',
      'a',
    ]);
    const filter = parseCellFilter('> 9007199254740992');
    if (!filter) throw new Error('no filter');
    // SQLite puts every text behind every number, a text of digits as well.
    expect(rows.filter((row) => passes(row.exact, filter, 'ANY')).map(({ cell }) => cell)).toEqual([
      '9007199254740993',
      '9007199254740992',
      'a',
      'Infinity',
    ]);
  });

  it('puts infinities at the ends of a real column', () => {
    expect(sorted(['Infinity', 1e300, '-Infinity', 0.5], 'REAL')).toEqual([
      '-Infinity',
      0.5,
      1e300,
      'Infinity',
    ]);
  });

  it('orders the decimals of a numeric column as numbers, NaN behind them', () => {
    expect(sorted(['10.50', 'NaN', '9.5', null, '-2.25'], 'NUMERIC(10,2)')).toEqual([
      null,
      '-2.25',
      '9.5',
      '10.50',
      'NaN',
    ]);
  });

  it('orders texts of digits as texts in a text column', () => {
    expect(sorted(['1000000000000000000', '2'], 'TEXT')).toEqual(['1000000000000000000', '2']);
  });
});

describe('a link', () => {
  it('carries any SQL behind the mark that no server sees', () => {
    const sql = 'SELECT \'100 % #1 & ünï\' AS "a+b"\n-- ok';
    const params: TypedParams = { layer: { type: 'text', value: 'conv=1&' }, 2: { type: 'null', value: '' } };
    for (const connection of ['', 'mlflow', '+mlflow+other'])
      expect(linkOfHash(hashOfLink({ sql, connection, params }))).toEqual({ sql, connection, params });
    expect(linkOfHash('#sql=SELECT%201')).toEqual({ sql: 'SELECT 1', connection: '', params: {} });
  });

  it('carries the chart, and leaves out parameters and a chart that are none', () => {
    const chart: ChartSpec = { kind: 'scatter', x: 0, y: [1] };
    const link = { sql: 'SELECT 1, 2', connection: '', params: {}, chart };
    expect(linkOfHash(hashOfLink(link))).toEqual(link);
    const plain = { sql: 'SELECT 1', connection: '', params: {} };
    expect(linkOfHash(`#sql=SELECT%201&params=${encodeURIComponent('{"a":1}')}&chart=%7B%7D`)).toEqual(plain);
  });

  it('that is none, or was cut, fills nothing', () => {
    expect(linkOfHash('#schema')).toBeUndefined();
    expect(linkOfHash('#sql=%E4%B8')).toBeUndefined();
    expect(linkOfHash('#sql=SELECT%201&params=%7B%22a')).toBeUndefined();
  });
});

describe('over the real schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  const database = openTrackingDatabase(folder);
  rmSync(folder, { recursive: true, force: true });

  it('the list of the schema has every table and view with its columns, and none of SQLite’s or the migrator’s', () => {
    const schema = listSchema(database);
    const names = schema.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['runs', 'layer_summary', 'metrics', 'query_log']));
    expect(names.filter((name) => /^(sqlite_|__)/.test(name))).toEqual([]);
    expect(schema.find(({ name }) => name === 'metrics')?.kind).toBe('view');
    expect(schema.find(({ name }) => name === 'runs')?.columns.slice(0, 2)).toMatchObject([
      { name: 'id', type: 'INTEGER' },
      { name: 'uid', type: 'TEXT' },
    ]);
  });
});

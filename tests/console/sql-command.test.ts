import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { QueryResult } from '@/db/console/query-result';
import { resultToCsv } from '@/db/console/result-csv';
import { parseParamValue } from '@/scripts/commands/sql';
import { resultToTable } from '@/scripts/commands/sql-table';

const result: QueryResult = {
  columns: [
    { name: 'layer', type: 'TEXT' },
    { name: 'drop', type: 'REAL' },
    { name: 'id', type: 'INTEGER' },
    { name: 'data', type: 'BLOB' },
  ],
  rows: [
    ['fc1', 0.25, '9007199254740993', { bytes: 3, hex: '00ff10' }],
    ['say "hi",\nthere', -1, 2, null],
    ['', 'Infinity', 3, null],
    [null, null, null, null],
  ],
  truncated: false,
  elapsedMs: 1,
};

describe('CSV', () => {
  it('keeps quotes, line ends, big integers and NULL against empty (sqlitebrowser/sqlitebrowser#123, sqlitebrowser/sqlitebrowser#2521)', () => {
    expect(resultToCsv(result)).toBe(
      'layer,drop,id,data\r\nfc1,0.25,9007199254740993,00ff10\r\n"say ""hi"",\nthere",-1,2,\r\n"",Infinity,3,\r\n,,,\r\n',
    );
  });

  it('is read back by a CSV reader, one record for each row', () => {
    expect(parse(resultToCsv(result)).slice(1, 3)).toEqual([
      ['fc1', '0.25', '9007199254740993', '00ff10'],
      ['say "hi",\nthere', '-1', '2', ''],
    ]);
  });
});

describe('the table', () => {
  it('aligns numbers to the right, spells NULL, and escapes control characters', () => {
    const lines = resultToTable({ ...result, rows: [...result.rows, ['\u001b[31mred', 10, 4, null]] }).split(
      '\n',
    );
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'layer                 drop                id  data',
      '────────────────  ────────  ────────────────  ──────────────',
      'fc1                   0.25  9007199254740993  3 bytes 00ff10',
      'say "hi",\\nthere        -1                 2  NULL',
      '                  Infinity                 3  NULL',
      'NULL                  NULL              NULL  NULL',
      '\\u001b[31mred           10                 4  NULL',
    ]);
  });
});

it('aligns the decimals of a numeric column to the right', () => {
  const columns = [{ name: 'price', type: 'NUMERIC(10,2)' }];
  const decimals = { ...result, columns, rows: [['1.10'], ['-250.00'], [null]] };
  expect(resultToTable(decimals).split('\n').slice(2)).toEqual(['   1.10', '-250.00', '   NULL']);
});

describe('a parameter on the command line', () => {
  it.each([
    ['12', 12n],
    ['-3', -3n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', 2 ** 63],
    ['0.5', 0.5],
    ['1e-3', 0.001],
    ['null', null],
    ['fc1', 'fc1'],
    ["'12'", '12'],
    ["'it''s'", "it's"],
    ['', ''],
    ['2024-01-02', '2024-01-02'],
  ])('%s', (text, value) => {
    expect(parseParamValue(text)).toBe(value);
  });
});

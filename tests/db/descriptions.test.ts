import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { DESCRIPTIONS } from '@/db/descriptions';

const dataDir = mkdtempSync(join(tmpdir(), 'lathe-descriptions-'));
let db: TrackingDatabase;
/** `table` for each table and view, `table.column` for each column, as the database has them. */
let real: string[];

beforeAll(() => {
  db = openTrackingDatabase(dataDir);
  const tables = db.sqlite
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite|_%' ESCAPE '|' AND name NOT LIKE 'search|_index%' ESCAPE '|' AND name <> '__drizzle_migrations'",
    )
    .pluck()
    .all() as string[];
  const columns = db.sqlite.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck();
  real = tables.flatMap((table) => [
    table,
    ...(columns.all(table) as string[]).map((column) => `${table}.${column}`),
  ]);
});

afterAll(() => {
  db.close();
  rmSync(dataDir, { recursive: true });
});

describe('descriptions', () => {
  it('cover every table, view and column of a migrated database, and nothing else', () => {
    const described = DESCRIPTIONS.flatMap(({ table, columns }) => [
      table,
      ...Object.keys(columns).map((column) => `${table}.${column}`),
    ]);
    expect(described.filter((name, index) => described.indexOf(name) !== index)).toEqual([]);
    expect(described.sort()).toEqual([...real].sort());
  });

  it('lie in column_descriptions, where a query can join them', () => {
    const rows = db.sqlite
      .prepare('SELECT table_name, column_name, description FROM column_descriptions')
      .raw()
      .all() as [string, string, string][];
    expect(rows.map(([table, column]) => (column ? `${table}.${column}` : table)).sort()).toEqual(
      [...real].sort(),
    );
    const line = rows.find(([table, column]) => table === 'layer_sensitivity' && column === 'accuracy_drop');
    expect(line?.[2]).toContain('[-1, 1]');
  });

  it('are one short line each and end with a full stop', () => {
    const lines = DESCRIPTIONS.flatMap(({ table, description, columns }) => [
      [table, description],
      ...Object.entries(columns).map(([column, text]) => [`${table}.${column}`, text]),
    ]);
    const wrong = lines.filter(([, text]) => !/^[^\n]{4,130}\.$/.test(text ?? ''));
    expect(wrong).toEqual([]);
  });

  it.each([
    [/_at$/, /UTC milliseconds/],
    [/_ms$/, /\bms\b/],
    [/_bytes$/, /\bbytes\b/],
    [/sparsity$|^top[15]$|accuracy$|_fraction$/, /\[0, 1\]/],
    [/_db$/, /\bdB\b/],
    [/_hash$|^sha256$/, /SHA-256/],
  ])('of columns named %s give the unit %s', (name, unit) => {
    const columns = DESCRIPTIONS.flatMap(({ table, columns }) =>
      Object.entries(columns).map(([column, text]) => ({ table, column, text })),
    ).filter(({ column }) => name.test(column));
    expect(columns.length).toBeGreaterThan(0);
    expect(columns.filter(({ text }) => !unit.test(text))).toEqual([]);
  });
});

it('no name needs quotes in SQL', () => {
  const refused = real.flatMap((name) => {
    const [table, column = '*'] = name.split('.');
    try {
      db.sqlite.prepare(`SELECT ${column} FROM ${table}`);
      return [];
    } catch (error) {
      return [`${name}: ${(error as Error).message}`];
    }
  });
  expect(refused).toEqual([]);
});

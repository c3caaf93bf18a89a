import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { DESCRIPTIONS } from '@/db/descriptions';
import { listGridRuns } from '@/db/queries/run-grid';
import { refreshRunResults } from '@/db/run-results';
import { gridQuery } from './grid-runs';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/databases');
const MIGRATIONS = resolve(import.meta.dirname, '../../db/migrations');
const fixtures = readdirSync(FIXTURES).filter((file) => file.endsWith('.sql'));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-upgrade-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function restore(fixture: string): Database.Database {
  const sqlite = new Database(join(folder, 'lathe.db'));
  sqlite.pragma('foreign_keys = OFF'); // the rows of a table may come before those they refer to
  sqlite.exec(`BEGIN; ${readFileSync(join(FIXTURES, fixture), 'utf8')} COMMIT`);
  return sqlite;
}

function rowCounts(sqlite: Database.Database): Record<string, number> {
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|'")
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    tables
      .filter((table) => table !== 'column_descriptions' && table !== '__drizzle_migrations')
      .map((table) => [table, sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number]),
  );
}

it('there is a database of every schema', () => {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  expect(fixtures.sort()).toEqual(journal.entries.map(({ tag }) => `${tag}.sql`));
});

describe.each(fixtures)('a database of %s', (fixture) => {
  it('opens with every row, the newest schema and the newest descriptions', () => {
    const old = restore(fixture);
    const before = rowCounts(old);
    const run = old.prepare("SELECT id, name, config FROM runs WHERE method = 'prune' LIMIT 1").get();
    old.close();
    expect(before).toMatchObject({ runs: 11, experiments: 1, notes: 1, note_cells: 2 });
    for (const table of [
      'metric_rows',
      'run_metrics',
      'layer_stat_rows',
      'layer_histogram_rows',
      'layer_sensitivity',
      'models',
      'layers',
    ])
      expect(before[table], table).toBeGreaterThan(5);

    const db = openTrackingDatabase(folder);
    expect(rowCounts(db.sqlite)).toMatchObject(before);
    expect(
      db.sqlite.prepare("SELECT id, name, config FROM runs WHERE method = 'prune' LIMIT 1").get(),
    ).toEqual(run);
    expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.sqlite.pragma('foreign_key_check')).toEqual([]);
    expect(schemaOf(db.sqlite)).toEqual(freshSchema());
    const described = db.sqlite
      .prepare("SELECT table_name FROM column_descriptions WHERE column_name = ''")
      .pluck()
      .all();
    expect(described.sort()).toEqual(DESCRIPTIONS.map(({ table }) => table).sort());
    expect(listGridRuns(db, gridQuery()).rows).toHaveLength(11);
    const results = db.sqlite.prepare('SELECT * FROM run_results ORDER BY run_id');
    const upgraded = results.all();
    expect(upgraded.length).toBe(11);
    refreshRunResults(db.sqlite, db.sqlite.prepare('SELECT id FROM runs').pluck().all() as number[]);
    expect(results.all()).toEqual(upgraded);
    db.close();
  });

  it('opens when its migration was killed before the descriptions were written', () => {
    const old = restore(fixture);
    old.exec('DELETE FROM column_descriptions');
    old.close();
    const db = openTrackingDatabase(folder);
    expect(db.sqlite.prepare('SELECT count(*) FROM column_descriptions').pluck().get()).toBeGreaterThan(100);
    db.close();
  });
});

function schemaOf(sqlite: Database.Database): unknown {
  return sqlite
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY name",
    )
    .all();
}

function freshSchema(): unknown {
  const db = openTrackingDatabase(join(folder, 'fresh'));
  try {
    return schemaOf(db.sqlite);
  } finally {
    db.close();
  }
}

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { is, type SQL, StringChunk } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';

const SCHEMA = resolve(import.meta.dirname, '../../db/schema');
const dataDir = mkdtempSync(join(tmpdir(), 'lathe-schema-'));
let db: TrackingDatabase;
let tables: SQLiteTable[];

beforeAll(async () => {
  db = openTrackingDatabase(dataDir);
  const modules: Record<string, unknown>[] = await Promise.all(
    readdirSync(SCHEMA).map((file) => import(join(SCHEMA, file))),
  );
  tables = modules
    .flatMap((module) => Object.values(module))
    .filter((value): value is SQLiteTable => is(value, SQLiteTable));
});

afterAll(() => {
  db.close();
  rmSync(dataDir, { recursive: true });
});

function rows<T>(sql: string, ...values: string[]): T[] {
  return db.sqlite.prepare(sql).all(...values) as T[];
}

/** A table as the schema files have it, in the words of SQLite's pragmas. */
function declared(table: SQLiteTable) {
  const { name, columns, primaryKeys, indexes, foreignKeys } = getTableConfig(table);
  const compositeKey = primaryKeys[0]?.columns.map((column) => column.name);
  return {
    name,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.getSQLType(),
      notNull: column.notNull,
      primaryKey: compositeKey ? compositeKey.indexOf(column.name) + 1 : Number(column.primary),
      default:
        typeof column.default === 'string' ? `'${column.default}'` : (column.default?.toString() ?? null),
    })),
    indexes: [
      ...indexes.map(({ config }) => ({
        name: config.name,
        unique: config.unique ?? false,
        columns: config.columns.map((column) => ('name' in column ? column.name : columnOf(column))),
      })),
      ...columns
        .filter((column) => column.isUnique)
        .map((column) => ({ name: `${name}_${column.name}_unique`, unique: true, columns: [column.name] })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    foreignKeys: foreignKeys
      .map((key) => {
        const { columns: from, foreignTable, foreignColumns: to } = key.reference();
        return `${from[0].name} -> ${getTableConfig(foreignTable).name}.${to[0].name}`;
      })
      .sort(),
  };
}

/** The column of an index expression that only gives it another collation; null for others, as SQLite has it. */
function columnOf(expression: SQL): string | null {
  const text = expression.queryChunks
    .map((chunk) => (is(chunk, StringChunk) ? chunk.value.join('') : ''))
    .join('');
  return text.match(/^(\w+) COLLATE \w+$/)?.[1] ?? null;
}

/** The same table as the migrated database has it. */
function migrated(name: string): ReturnType<typeof declared> {
  type Column = { name: string; type: string; notnull: number; pk: number; dflt_value: string | null };
  const indexes = rows<{ name: string; unique: number }>(
    'SELECT name, "unique" FROM pragma_index_list(?) WHERE origin = \'c\' ORDER BY name',
    name,
  );
  return {
    name,
    columns: rows<Column>('SELECT * FROM pragma_table_xinfo(?)', name).map((column) => ({
      name: column.name,
      type: column.type.toLowerCase(),
      notNull: column.notnull === 1,
      primaryKey: column.pk,
      default: column.dflt_value,
    })),
    indexes: indexes.map((index) => ({
      name: index.name,
      unique: index.unique === 1,
      columns: rows<{ name: string }>('SELECT name FROM pragma_index_info(?) ORDER BY seqno', index.name).map(
        (column) => column.name,
      ),
    })),
    foreignKeys: rows<{ from: string; table: string; to: string }>(
      'SELECT * FROM pragma_foreign_key_list(?)',
      name,
    )
      .map((key) => `${key.from} -> ${key.table}.${key.to}`)
      .sort(),
  };
}

it('the migrated database has the tables of db/schema, column for column, key for key, index for index', () => {
  const names = rows<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' AND name NOT LIKE 'search|_index%' ESCAPE '|' AND name <> '__drizzle_migrations' ORDER BY name",
  ).map(({ name }) => name);
  const schema = tables.map(declared).sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(schema.map(({ name }) => name)).toEqual(names);
  expect(names.map(migrated)).toEqual(schema);
});

it('tables with composite or text keys are WITHOUT ROWID, no other', () => {
  const found = rows<{ name: string }>(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND wr = 1 AND name NOT LIKE 'search|_index%' ESCAPE '|'",
  );
  expect(found.map(({ name }) => name).sort()).toEqual([
    'class_metrics',
    'column_descriptions',
    'data_versions',
    'layer_histogram_rows',
    'layer_sensitivity',
    'layer_stat_rows',
    'metric_rows',
    'note_drafts',
    'note_images',
    'note_refs',
    'note_revisions',
    'note_version_results',
    'note_versions',
    'params',
    'quantizers',
    'run_attempts',
    'run_inputs',
    'run_logs',
    'run_metrics',
    'sensitivity_rollup',
    'tags',
  ]);
});

it('every view can be read', () => {
  const views = rows<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
  expect(views.map(({ name }) => name)).toEqual([
    'layer_histograms',
    'layer_stats',
    'layer_summary',
    'metrics',
  ]);
  for (const { name } of views) expect(rows(`SELECT * FROM ${name}`)).toEqual([]);
});

it('a search by three characters or more follows the texts as they come, change and go', () => {
  const found = (words: string) =>
    rows<{ id: number }>(
      'SELECT rowid AS id FROM search_index WHERE search_index MATCH ? ORDER BY rowid',
      words,
    ).map(({ id }) => id);
  const { sqlite } = db;
  sqlite.exec(
    "INSERT INTO search_documents VALUES (1, 'note', 1, '', 'Prune study', 'conv1 can go', 0), (2, 'query', 1, '', '剪枝敏感层', '', 0)",
  );
  expect([found('"onv1"'), found('"枝敏感"')]).toEqual([[1], [2]]);
  sqlite.exec("UPDATE search_documents SET body = 'fc1 stays' WHERE id = 1");
  expect([found('"onv1"'), found('"stays"')]).toEqual([[], [1]]);
  sqlite.exec('DELETE FROM search_documents');
  expect([found('"stays"'), found('"枝敏感"')]).toEqual([[], []]);
});

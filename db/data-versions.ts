import type Database from 'better-sqlite3';

/** Raises the versions of tables; to be called once in each transaction that changes them. */
export function raiseDataVersions(sqlite: Database.Database, tables: Iterable<string>): void {
  const raise = sqlite.prepare(
    'INSERT INTO data_versions (table_name, version) VALUES (?, 1) ON CONFLICT (table_name) DO UPDATE SET version = version + 1',
  );
  for (const table of new Set(tables)) raise.run(table);
}

import type Database from 'better-sqlite3';

/** What a table or view holds, and each of its columns by its name in SQL. */
export interface TableDescription {
  table: string;
  description: string;
  columns: Record<string, string>;
}

/** One line for every table, view and column. */
export const DESCRIPTIONS: readonly TableDescription[] = [];

/** Copies the descriptions into `column_descriptions`, replacing what is there. */
export function writeDescriptions(sqlite: Database.Database): void {
  const insert = sqlite.prepare(
    'INSERT INTO column_descriptions (table_name, column_name, description) VALUES (?, ?, ?)',
  );
  sqlite
    .transaction(() => {
      sqlite.exec('DELETE FROM column_descriptions');
      for (const { table, description, columns } of DESCRIPTIONS) {
        insert.run(table, '', description);
        for (const [column, text] of Object.entries(columns)) insert.run(table, column, text);
      }
    })
    .immediate();
}

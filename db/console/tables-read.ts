import type Database from 'better-sqlite3';

/**
 * Names of the tables of the main database that a statement reads, in order; views and common table expressions are
 * resolved: SQLite's own program for the statement is asked which B-trees it opens (`OpenRead`), whose root pages the
 * schema maps to tables. A covering index counts as its table.
 *
 * @param bind gives the values of the parameters, which EXPLAIN wants too.
 */
export function tablesRead(
  connection: Database.Database,
  sql: string,
  bind: (statement: Database.Statement) => void,
): string[] {
  const statement = connection.prepare(`EXPLAIN ${sql}`);
  bind(statement);
  const steps = statement.all() as { opcode: string; p2: number; p3: number }[];
  const opened = new Set(
    steps.filter(({ opcode, p3 }) => opcode === 'OpenRead' && p3 === 0).map(({ p2 }) => p2),
  );
  const owners = connection
    .prepare('SELECT DISTINCT tbl_name AS name, rootpage FROM sqlite_schema WHERE rootpage > 0')
    .all() as { name: string; rootpage: number }[];
  const names = owners.filter(({ rootpage }) => opened.has(rootpage)).map(({ name }) => name);
  return [...new Set(names)].sort();
}

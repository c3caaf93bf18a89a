import type { TrackingDatabase } from '../client';

/** Number of rows of a table. */
export interface TableSize {
  table: string;
  rows: number;
  /** True when the rows were not counted one by one. */
  isEstimate: boolean;
  /** True when there are more rows than these, and nothing tells how many. */
  isBound?: true;
}

/** Tables of up to this many rows are counted. */
const COUNTED_ROWS = 1000;

/** Those of which nothing else tells the rows are counted up to here. */
const MOST_COUNTED_ROWS = 10_000;

/**
 * How many rows each table holds: counted up to 1,000, beyond that as SQLite's statistics told when it last gathered
 * them, else by the largest rowid; without either, counted up to 10,000. Views are left out: they would have to be read
 * whole.
 */
export function listTableSizes({ sqlite }: TrackingDatabase): TableSize[] {
  const tables = sqlite
    .prepare(
      `SELECT name, wr AS withoutRowid FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all() as { name: string; withoutRowid: number }[];
  const hasStatistics = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get();
  const gathered = hasStatistics
    ? sqlite
        .prepare<[string], number>('SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = ?')
        .pluck()
    : undefined;
  return tables.map(({ name, withoutRowid }): TableSize => {
    const from = `"${name.replaceAll('"', '""')}"`;
    const number = (sql: string) => sqlite.prepare<[], number | null>(sql).pluck().get() ?? 0;
    const countUpTo = (most: number) =>
      number(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${most + 1})`);
    const counted = countUpTo(COUNTED_ROWS);
    if (counted <= COUNTED_ROWS) return { table: name, rows: counted, isEstimate: false };
    const told = gathered?.get(name) ?? 0;
    if (told > COUNTED_ROWS) return { table: name, rows: told, isEstimate: true };
    if (!withoutRowid) {
      const largest = number(`SELECT max(rowid) FROM ${from}`);
      return { table: name, rows: Math.max(largest, counted), isEstimate: true };
    }
    const rows = countUpTo(MOST_COUNTED_ROWS);
    return rows <= MOST_COUNTED_ROWS
      ? { table: name, rows, isEstimate: false }
      : { table: name, rows: MOST_COUNTED_ROWS, isEstimate: false, isBound: true };
  });
}

import type { TrackingDatabase } from '../client';

/** Number of rows of a table. */
export interface TableSize {
  table: string;
  rows: number;
  /** True when the rows were not counted one by one. */
  isEstimate: boolean;
}

/** Tables of up to this many rows are counted. */
const COUNTED_ROWS = 1000;

/**
 * How many rows each table holds: counted up to 1,000, beyond that as SQLite's statistics told when it last gathered
 * them, else by the largest rowid. A table of which neither is known is left out, as are views: they would have to be
 * read whole.
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
  return tables.flatMap(({ name, withoutRowid }): TableSize[] => {
    const from = `"${name.replaceAll('"', '""')}"`;
    const number = (sql: string) => sqlite.prepare<[], number | null>(sql).pluck().get() ?? 0;
    const counted = number(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${COUNTED_ROWS + 1})`);
    if (counted <= COUNTED_ROWS) return [{ table: name, rows: counted, isEstimate: false }];
    const told = gathered?.get(name) ?? 0;
    const rows = told > COUNTED_ROWS || withoutRowid ? told : number(`SELECT max(rowid) FROM ${from}`);
    return rows > COUNTED_ROWS ? [{ table: name, rows, isEstimate: true }] : [];
  });
}

import type { TrackingDatabase } from '../client';

/** Number of rows of a table or view. */
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

/** Views with a row for each of a table, or nearly. */
const TABLE_OF_VIEW: Readonly<Record<string, string>> = {
  metrics: 'metric_rows',
  layer_stats: 'layer_stat_rows',
  layer_histograms: 'layer_histogram_rows',
  layer_summary: 'layer_stat_rows',
};

/**
 * How many rows each table and view holds: counted up to 1,000, beyond that as SQLite's statistics told when it last
 * gathered them, else by the largest rowid; without either, counted up to 10,000. A view of more than 1,000 has about as
 * many as its table, or more than these.
 */
export function listTableSizes({ sqlite }: TrackingDatabase): TableSize[] {
  const tables = sqlite
    .prepare(
      `SELECT name, type, wr AS withoutRowid FROM pragma_table_list
       WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY type, name`,
    )
    .all() as { name: string; type: string; withoutRowid: number }[];
  const hasStatistics = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get();
  const gathered = hasStatistics
    ? sqlite
        .prepare<[string], number>('SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = ?')
        .pluck()
    : undefined;
  const sizes = new Map<string, TableSize>();
  for (const { name, type, withoutRowid } of tables) {
    const from = `"${name.replaceAll('"', '""')}"`;
    const number = (sql: string) => sqlite.prepare<[], number | null>(sql).pluck().get() ?? 0;
    const countUpTo = (most: number) =>
      number(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${most + 1})`);
    const beyond = (counted: number): Omit<TableSize, 'table'> => {
      if (type === 'view') return { rows: COUNTED_ROWS, isEstimate: false, isBound: true };
      const told = gathered?.get(name) ?? 0;
      if (told > COUNTED_ROWS) return { rows: told, isEstimate: true };
      if (!withoutRowid)
        return { rows: Math.max(number(`SELECT max(rowid) FROM ${from}`), counted), isEstimate: true };
      const rows = countUpTo(MOST_COUNTED_ROWS);
      return rows <= MOST_COUNTED_ROWS
        ? { rows, isEstimate: false }
        : { rows: MOST_COUNTED_ROWS, isEstimate: false, isBound: true };
    };
    const ofTable = sizes.get(TABLE_OF_VIEW[name]);
    if (ofTable && ofTable.rows > COUNTED_ROWS) {
      sizes.set(name, { table: name, rows: ofTable.rows, isEstimate: true });
      continue;
    }
    const counted = countUpTo(COUNTED_ROWS);
    const size = counted <= COUNTED_ROWS ? { rows: counted, isEstimate: false } : beyond(counted);
    sizes.set(name, { table: name, ...size });
  }
  return [...sizes.values()];
}

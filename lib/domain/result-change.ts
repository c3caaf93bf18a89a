/** How two results of one query differ. */
export interface ResultChange {
  /** Rows that only the later one has, equal rows counted each. */
  added: number;
  /** Rows that only the earlier one has. */
  removed: number;
  /** True when names or types of the columns differ. */
  columnsDiffer: boolean;
  /** True when both have the same rows in another order. */
  isReordered: boolean;
}

interface Rows {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
}

/** What changed from one result of a query to a later one, by whole rows. */
export function resultChange(before: Rows, after: Rows): ResultChange {
  const counts = new Map<string, number>();
  for (const row of before.rows) {
    const key = JSON.stringify(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let added = 0;
  for (const row of after.rows) {
    const key = JSON.stringify(row);
    const left = counts.get(key) ?? 0;
    if (left > 0) counts.set(key, left - 1);
    else added += 1;
  }
  const removed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const columnsDiffer = JSON.stringify(before.columns) !== JSON.stringify(after.columns);
  const isReordered =
    added === 0 &&
    removed === 0 &&
    before.rows.some((row, index) => JSON.stringify(row) !== JSON.stringify(after.rows[index]));
  return { added, removed, columnsDiffer, isReordered };
}

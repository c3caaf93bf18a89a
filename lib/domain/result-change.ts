/** One row that differs. `columns` are the places, from 0, of the values that do. */
export type RowChange =
  | { kind: 'added'; after: readonly unknown[] }
  | { kind: 'removed'; before: readonly unknown[] }
  | { kind: 'changed'; before: readonly unknown[]; after: readonly unknown[]; columns: number[] };

/** How two results of one query differ. */
export interface ResultChange {
  /** Rows that only the later one has, equal rows counted each. */
  added: number;
  /** Rows that only the earlier one has. */
  removed: number;
  /** Rows of both that name the same thing and tell something else of it. */
  changed: number;
  /** True when names or types of the columns differ; rows are then compared whole. */
  columnsDiffer: boolean;
  /** True when both have the same rows in another order. */
  isReordered: boolean;
  /** The rows that differ, up to {@link MOST_ROW_CHANGES}: removed ones first, then those of the later result. */
  rows: RowChange[];
  /** True when there are more than are listed. */
  isCut: boolean;
}

/** Rows that are listed of a change. */
export const MOST_ROW_CHANGES = 200;
/** Columns that are tried as the name of a row. */
const MOST_KEY_COLUMNS = 8;

type Row = readonly unknown[];

interface Rows {
  columns: readonly { name: string; type: string }[];
  rows: readonly Row[];
}

/**
 * What changed from one result of a query to a later one. Rows that are in one only and name the same thing are
 * changed ones: the names are the columns, texts and integers from the left, whose values occur once in each result and
 * join most rows.
 */
export function resultChange(before: Rows, after: Rows): ResultChange {
  const columnsDiffer = JSON.stringify(before.columns) !== JSON.stringify(after.columns);
  const { gone, come } = leftovers(before.rows, after.rows);
  const pairs = columnsDiffer ? new Map<Row, Row>() : pairsOf(before, after, gone, come);
  const paired = new Set(pairs.values());
  const rows = [
    ...gone.flatMap((row): RowChange[] => (paired.has(row) ? [] : [{ kind: 'removed', before: row }])),
    ...come.map((row) => changeOf(pairs.get(row), row)),
  ];
  return {
    added: come.length - pairs.size,
    removed: gone.length - pairs.size,
    changed: pairs.size,
    columnsDiffer,
    isReordered:
      rows.length === 0 &&
      before.rows.some((row, index) => JSON.stringify(row) !== JSON.stringify(after.rows[index])),
    rows: rows.slice(0, MOST_ROW_CHANGES),
    isCut: rows.length > MOST_ROW_CHANGES,
  };
}

function changeOf(before: Row | undefined, after: Row): RowChange {
  if (!before) return { kind: 'added', after };
  const columns = after.flatMap((value, index) =>
    JSON.stringify(value) === JSON.stringify(before[index]) ? [] : [index],
  );
  return { kind: 'changed', before, after, columns };
}

/** Rows that one result has and the other has not, equal rows each on its own. */
function leftovers(before: readonly Row[], after: readonly Row[]): { gone: Row[]; come: Row[] } {
  const left = new Map<string, Row[]>();
  for (const row of before) {
    const key = JSON.stringify(row);
    left.set(key, [...(left.get(key) ?? []), row]);
  }
  const come = after.filter((row) => left.get(JSON.stringify(row))?.pop() === undefined);
  const remaining = new Set([...left.values()].flat());
  return { gone: before.filter((row) => remaining.has(row)), come };
}

/** Earlier rows by the later ones that name the same thing. */
function pairsOf(before: Rows, after: Rows, gone: readonly Row[], come: readonly Row[]): Map<Row, Row> {
  let best = new Map<Row, Row>();
  if (gone.length === 0 || come.length === 0) return best;
  for (const key of keysOf(before.columns)) {
    const text = (row: Row) => JSON.stringify(key.map((index) => row[index]));
    if (!isUnique(before.rows, text) || !isUnique(after.rows, text)) continue;
    const byKey = new Map(gone.map((row) => [text(row), row]));
    const pairs = new Map(
      come.flatMap((row) => {
        const other = byKey.get(text(row));
        return other ? [[row, other] as const] : [];
      }),
    );
    if (pairs.size > best.size) best = pairs;
  }
  return best;
}

/** Columns that may name rows: each alone, then the first two, three and so on. Measured values name nothing. */
function keysOf(columns: Rows['columns']): number[][] {
  const names = columns
    .flatMap(({ type }, index) => (/REAL|FLOA|DOUB|BLOB/.test(type) ? [] : [index]))
    .slice(0, MOST_KEY_COLUMNS);
  return [...names.map((index) => [index]), ...names.slice(1).map((_, index) => names.slice(0, index + 2))];
}

function isUnique(rows: readonly Row[], text: (row: Row) => string): boolean {
  return new Set(rows.map(text)).size === rows.length;
}

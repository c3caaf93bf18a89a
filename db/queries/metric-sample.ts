import type { RowKey } from './metric-cursor';
import type { Extreme, MetricRow, RowRange, ValueFilter, VisibleRows } from './metric-window';

/** Rows of a curve, and how many there were to choose from. */
export interface Sample {
  rows: MetricRow[];
  count: number;
}

const NOT_FINITE: readonly ValueFilter[] = ['is_nan = 1', 'value = 9e999', 'value = -9e999'];
/** A range of steps with more rows than this many buckets should hold is cut by row. */
const HEAVY = 2;

/** A smallest and a largest one, and room for some rows that are not finite: else all buckets would be merged. */
const ROWS_PER_BUCKET = 2.2;

/**
 * All rows when they are at most `limit`, else the first, the last, and what stands out in buckets of about equal row
 * count. `knownCount` spares counting the rows.
 */
export function readSampled(rows: VisibleRows, limit: number, knownCount?: number): Sample {
  const firstRows = rows.firstRows(limit + 1);
  if (firstRows.length <= limit) return { rows: firstRows, count: firstRows.length };
  const count = knownCount ?? rows.count();
  const first = firstRows[0];
  const last = rows.last() as MetricRow;
  const bucketCount = Math.floor((limit - 2) / ROWS_PER_BUCKET);
  const size = Math.ceil(count / bucketCount);
  let buckets = stepRanges(first, last, bucketCount).flatMap((range) => {
    const low = rows.extreme('min', range, false);
    if (low.rowCount <= size * HEAVY) return [standingOut(rows, range, low)];
    return rowRanges(rows, range, size).map((part) =>
      standingOut(rows, part, rows.extreme('min', part, false)),
    );
  });
  let kept = joined(buckets, first, last);
  while (kept.length > limit) {
    buckets = mergedByTwo(buckets);
    kept = joined(buckets, first, last);
  }
  return { rows: kept, count };
}

/** Equal ranges of steps: buckets of equal row count too where steps are regular, which they nearly always are. */
function stepRanges(first: RowKey, last: RowKey, bucketCount: number): RowRange[] {
  const width = Math.ceil((last.step - first.step + 1) / bucketCount);
  const ranges: RowRange[] = [];
  for (let step = first.step; step <= last.step; step += width) {
    ranges.push({ start: startOf(step), end: startOf(step + width), isByStep: true });
  }
  return ranges;
}

/** Before all rows of the step. */
function startOf(step: number): RowKey {
  return { step, attempt: -1, seq: 0 };
}

/** Parts of a range with `size` rows each, the last one maybe fewer. */
function rowRanges(rows: VisibleRows, range: RowRange, size: number): RowRange[] {
  const parts: RowRange[] = [];
  let rest = range;
  for (;;) {
    const next = rows.keyAfter(rest, size);
    if (!next) return [...parts, rest];
    parts.push({ start: rest.start, end: next.key, isByStep: rest.isByStep && next.isFirstOfStep });
    rest = { start: next.key, end: range.end, isByStep: next.isFirstOfStep };
  }
}

/** The smallest and largest finite value of a range and the first of each kind that is not finite, in order. */
function standingOut(rows: VisibleRows, range: RowRange, low: Extreme): MetricRow[] {
  if (low.rowCount === 0) return [];
  const high = rows.extreme('max', range, false);
  const extremes = [low.row, high.row].filter((row) => row !== undefined);
  if (low.nanCount === 0 && extremes.every(({ value }) => Number.isFinite(value))) return inOrder(extremes);
  return inOrder(
    [
      rows.extreme('min', range, true).row,
      rows.extreme('max', range, true).row,
      ...NOT_FINITE.map((filter) => rows.firstWhere(filter, range)),
    ].filter((row) => row !== undefined),
  );
}

function mergedByTwo(buckets: readonly MetricRow[][]): MetricRow[][] {
  const merged: MetricRow[][] = [];
  for (let index = 0; index < buckets.length; index += 2) {
    const both = [...buckets[index], ...(buckets[index + 1] ?? [])];
    const finite = both.filter(({ value }) => Number.isFinite(value));
    const smallest = finite.reduce<MetricRow | undefined>(
      (a, b) => (a && a.value <= b.value ? a : b),
      undefined,
    );
    const largest = finite.reduce<MetricRow | undefined>(
      (a, b) => (a && a.value >= b.value ? a : b),
      undefined,
    );
    merged.push(
      inOrder(
        [
          smallest,
          largest,
          both.find(({ value }) => Number.isNaN(value)),
          both.find(({ value }) => value === Number.POSITIVE_INFINITY),
          both.find(({ value }) => value === Number.NEGATIVE_INFINITY),
        ].filter((row) => row !== undefined),
      ),
    );
  }
  return merged;
}

function joined(buckets: readonly MetricRow[][], first: MetricRow, last: MetricRow): MetricRow[] {
  return inOrder([first, ...buckets.flat(), last]);
}

/** By key, each row once. */
function inOrder(rows: readonly MetricRow[]): MetricRow[] {
  const sorted = [...rows].sort((a, b) => a.step - b.step || a.attempt - b.attempt || a.seq - b.seq);
  return sorted.filter((row, index) => index === 0 || !isSame(row, sorted[index - 1]));
}

function isSame(a: RowKey, b: RowKey): boolean {
  return a.step === b.step && a.attempt === b.attempt && a.seq === b.seq;
}

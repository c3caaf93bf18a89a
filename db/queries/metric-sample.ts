import type { RowKey } from './metric-cursor';
import type { Extent, MetricRow, RowRange, ValueFilter, VisibleRows } from './metric-window';

/** Rows of a curve, and how many there were to choose from. */
export interface Sample {
  rows: MetricRow[];
  count: number;
}

const NOT_FINITE: readonly ValueFilter[] = ['is_nan = 1', 'value = 9e999', 'value = -9e999'];
/** A bucket is read in so many parts: once for what lies in them, and again only the part with an extreme. */
const PARTS = 5;
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
  const width = Math.ceil((last.step - first.step + 1) / bucketCount);
  const read = stepRanges(first.step, last.step + 1, width).map((range) => ({
    range,
    parts: stepRanges(range.start.step, range.end.step, Math.ceil(width / PARTS)).map((part) =>
      partOf(rows, part),
    ),
  }));
  // Rows are counted, which takes another aggregate of each, only where some are NaN and have no value.
  const hasNan = sum(read.map(({ parts }) => valuesOf(parts))) < count;
  let buckets = read.flatMap(({ range, parts }) => {
    const rowCount = hasNan ? rows.countIn(range) : valuesOf(parts);
    if (rowCount <= size * HEAVY) return [standingOut(rows, parts, rowCount)];
    return rowRanges(rows, range, size).map((part) =>
      standingOut(rows, [partOf(rows, part)], rows.countIn(part)),
    );
  });
  let kept = joined(buckets, first, last);
  while (kept.length > limit) {
    buckets = mergedByTwo(buckets);
    kept = joined(buckets, first, last);
  }
  return { rows: kept, count };
}

/** Equal ranges of steps: of equal row count too where steps are regular, which they nearly always are. */
function stepRanges(from: number, to: number, width: number): RowRange[] {
  const ranges: RowRange[] = [];
  for (let step = from; step < to; step += width) {
    ranges.push({ start: startOf(step), end: startOf(Math.min(step + width, to)), isByStep: true });
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

/** A part of a bucket, and what lies in it. */
interface Part extends Extent {
  range: RowRange;
}

function partOf(rows: VisibleRows, range: RowRange): Part {
  return { range, ...rows.extent(range, false) };
}

function valuesOf(parts: readonly Part[]): number {
  return sum(parts.map(({ valueCount }) => valueCount));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The smallest and largest finite value of a bucket and the first of each kind that is not finite, in order. */
function standingOut(rows: VisibleRows, parts: readonly Part[], rowCount: number): MetricRow[] {
  const areFinite =
    valuesOf(parts) === rowCount &&
    parts.every(({ min, max }) => Number.isFinite(min ?? 0) && Number.isFinite(max ?? 0));
  if (areFinite) return extremes(rows, parts);
  const finite = parts.map(({ range }): Part => ({ range, ...rows.extent(range, true) }));
  const whole = { ...parts[0].range, end: parts[parts.length - 1].range.end };
  const others = NOT_FINITE.map((filter) => rows.firstWhere(filter, whole));
  return inOrder([...extremes(rows, finite), ...others.filter((row) => row !== undefined)]);
}

function extremes(rows: VisibleRows, parts: readonly Part[]): MetricRow[] {
  let lowest: Part | undefined;
  let highest: Part | undefined;
  for (const part of parts) {
    if (part.min === null || part.max === null) continue;
    if (!lowest || part.min < (lowest.min as number)) lowest = part;
    if (!highest || part.max > (highest.max as number)) highest = part;
  }
  if (!lowest || !highest) return [];
  const found = [
    rows.firstWith(lowest.min as number, lowest.range),
    rows.firstWith(highest.max as number, highest.range),
  ];
  return inOrder(found.filter((row) => row !== undefined));
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

import { COMPARED_FACTS, type ComparedFact, type ComparedRun } from '@/db/queries/compare-runs';
import type { ComparedValue } from '@/db/queries/compare-values';
import { type ColumnKind, factColumn, parseColumnId } from '@/lib/domain/run-columns';
import {
  bytes,
  count,
  duration,
  latency,
  NO_VALUE,
  percent,
  points,
  significant,
  whole,
} from '../format/quantities';
import type { Better } from './settings';

/** Columns with the values that were read for them, by run. */
export type ColumnValues = Readonly<Record<string, readonly ComparedValue[]>>;

/** True for a fact that a comparison shows. */
export function isComparedFact(column: string): column is ComparedFact {
  return (COMPARED_FACTS as readonly string[]).includes(column);
}

/** What a column holds. Metrics whose name says so are fractions. */
export function columnKind(column: string): ColumnKind {
  const parsed = parseColumnId(column);
  if (parsed?.type === 'fact') return factColumn(parsed.id).kind;
  if (parsed?.type !== 'metric') return 'number';
  if (/(^|[/_.])(accuracy|top1|top5|sparsity)$/.test(parsed.key)) return 'fraction';
  if (/_bytes$/.test(parsed.key)) return 'bytes';
  return /_ms$/.test(parsed.key) ? 'duration' : 'number';
}

/** Values of a column by run; undefined while they are not there yet. */
export function valuesOf(
  column: string,
  runs: readonly ComparedRun[],
  read: ColumnValues,
): readonly ComparedValue[] | undefined {
  return isComparedFact(column) ? runs.map(({ facts }) => facts[column]) : read[column];
}

const LESS = new Set([
  'accuracy_drop',
  'parameters',
  'nonzeros',
  'macs',
  'float32_bytes',
  'stored_bytes',
  'bits',
  'latency_ms',
  'duration_ms',
]);
const MORE = new Set(['accuracy', 'sparsity', 'compression_ratio']);

/** Which way a column is better, as far as its name tells. */
export function betterOf(column: string): Better | undefined {
  if (MORE.has(column)) return 'more';
  if (LESS.has(column)) return 'less';
  const parsed = parseColumnId(column);
  if (parsed?.type !== 'metric') return undefined;
  if (/(accuracy|top1|top5|throughput)$/.test(parsed.key)) return 'more';
  return /(loss|error|latency|_ms)$/.test(parsed.key) ? 'less' : undefined;
}

/** A value as it is read: with its unit, and digits that make sense. */
export function showValue(column: string, value: ComparedValue | undefined): string {
  if (value === null || value === undefined || value === '') return NO_VALUE;
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return 'NaN';
  switch (columnKind(column)) {
    case 'fraction':
      return percent(value);
    case 'bytes':
      return bytes(value);
    case 'duration':
      return column === 'latency_ms' ? latency(value) : duration(value);
    case 'count':
      return whole(value);
    case 'time':
      return new Date(value).toISOString().slice(0, 16).replace('T', ' ');
    default:
      if (column === 'compression_ratio') return `${significant(value, 3)}×`;
      return Number.isSafeInteger(value) ? String(value) : significant(value, 5);
  }
}

/** A number on an axis: as {@link showValue}, with fewer digits. */
export function showTick(column: string, value: number): string {
  if (columnKind(column) === 'fraction') return percent(value, 1);
  if (columnKind(column) === 'count') return count(value);
  if (column === 'latency_ms') return `${significant(value, 3)}\u202fms`;
  return showValue(column, value);
}

/** How far a value is from the base's; undefined where that says nothing. `unit` is points of percent or percent. */
export function showDifference(
  column: string,
  value: ComparedValue | undefined,
  base: ComparedValue | undefined,
): { text: string; unit: 'points' | 'none' } | undefined {
  if (typeof value !== 'number' || typeof base !== 'number') return undefined;
  const difference = value - base;
  if (Number.isNaN(difference) || difference === 0) return undefined;
  const sign = difference > 0 ? '+' : '';
  const kind = columnKind(column);
  if (kind === 'fraction') return { text: sign + points(difference), unit: 'points' };
  if (kind === 'time') return undefined;
  if (kind !== 'number' && base !== 0) return { text: sign + percent(difference / base, 1), unit: 'none' };
  return { text: sign + significant(difference, 4), unit: 'none' };
}

/** Places of the best values: none where all are equal, or fewer than two runs have a number. */
export function bestPlaces(
  values: readonly (ComparedValue | undefined)[],
  better: Better | undefined,
): Set<number> {
  const numbers = values.flatMap((value) =>
    typeof value === 'number' && !Number.isNaN(value) ? [value] : [],
  );
  if (better === undefined || numbers.length < 2) return new Set();
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (low === high) return new Set();
  const best = better === 'more' ? high : low;
  return new Set(values.flatMap((value, place) => (value === best ? [place] : [])));
}

/** True when not every run has the same value. */
export function differs(values: readonly ComparedValue[]): boolean {
  return values.some((value) => !Object.is(value, values[0]));
}

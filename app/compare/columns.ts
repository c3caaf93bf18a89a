import { COMPARED_FACTS, type ComparedFact, type ComparedRun } from '@/db/queries/compare-runs';
import type { ComparedValue } from '@/db/queries/compare-values';
import { type Better, type MetricUnit, metricKind } from '@/lib/domain/metric-kind';
import { type ColumnKind, factColumn, parseColumnId } from '@/lib/domain/run-columns';
import { metricText } from '../format/metric-text';
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

/** Columns with the values that were read for them, by run. */
export type ColumnValues = Readonly<Record<string, readonly ComparedValue[]>>;

/** True for a fact that a comparison shows. */
export function isComparedFact(column: string): column is ComparedFact {
  return (COMPARED_FACTS as readonly string[]).includes(column);
}

const KIND_OF_UNIT: Record<MetricUnit, ColumnKind> = {
  fraction: 'fraction',
  loss: 'number',
  bytes: 'bytes',
  milliseconds: 'duration',
  count: 'count',
  number: 'number',
};

/** What a column holds; of a metric, as its name tells. */
export function columnKind(column: string): ColumnKind {
  const parsed = parseColumnId(column);
  if (parsed?.type === 'fact') return factColumn(parsed.id).kind;
  return parsed?.type === 'metric' ? KIND_OF_UNIT[metricKind(parsed.key).unit] : 'number';
}

/** Values of a column by run; undefined while they are not there yet. */
export function valuesOf(
  column: string,
  runs: readonly ComparedRun[],
  read: ColumnValues,
): readonly ComparedValue[] | undefined {
  return isComparedFact(column) ? runs.map(({ facts }) => facts[column]) : read[column];
}

/** Which way a column is better, as far as its name tells; a param is chosen, not measured. */
export function betterOf(column: string): Better | undefined {
  const parsed = parseColumnId(column);
  if (parsed === undefined || parsed.type === 'param') return undefined;
  return metricKind(parsed.type === 'fact' ? parsed.id : parsed.key).better;
}

/** A value as it is read: with its unit, and digits that make sense. */
export function showValue(column: string, value: ComparedValue | undefined): string {
  if (value === null || value === undefined || value === '') return NO_VALUE;
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return String(value);
  const parsed = parseColumnId(column);
  if (parsed?.type === 'metric') return metricText(parsed.key, value);
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

/** False for what a name calls a fraction and is none: some record accuracies in percent. */
function isShare(value: number): boolean {
  return Math.abs(value) <= 1;
}

/** A number on an axis: as {@link showValue}, with fewer digits. */
export function showTick(column: string, value: number): string {
  if (columnKind(column) === 'fraction' && isShare(value)) return percent(value, 1);
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
  if (kind === 'fraction' && isShare(value) && isShare(base))
    return { text: sign + points(difference), unit: 'points' };
  if (kind === 'time') return undefined;
  if (kind !== 'number' && kind !== 'fraction' && base !== 0)
    return { text: sign + percent(difference / base, 1), unit: 'none' };
  const unit = column === 'compression_ratio' ? '×' : '';
  return { text: sign + significant(difference, 4) + unit, unit: 'none' };
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

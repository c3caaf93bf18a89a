import type { CellValue, GroupFigure } from '@/db/queries/run-grid-types';
import { factColumn, parseColumnId, type RunColumn } from '@/lib/domain/run-columns';
import { metricText } from '../../format/metric-text';
import {
  bytes,
  count,
  duration,
  latency,
  NO_VALUE,
  percent,
  points,
  significant,
} from '../../format/quantities';

const NARROW_SPACE = '\u202f';

/** A number that a person chose: whole numbers with all their digits. */
function plain(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : significant(value, 6);
}

function factText(column: RunColumn & { type: 'fact' }, value: number): string {
  const { id } = column;
  if (id === 'accuracy_drop') return points(value);
  if (id === 'sparsity') return percent(value, 1);
  if (id === 'latency_ms') return latency(value);
  if (id === 'compression_ratio') return `${value.toFixed(value < 10 ? 2 : 1)}${NARROW_SPACE}×`;
  switch (factColumn(id).kind) {
    case 'fraction':
      return percent(value);
    case 'bytes':
      return bytes(value);
    case 'count':
      return count(value);
    case 'duration':
      return duration(value);
    default:
      return plain(value);
  }
}

/** The text of a value in a column; a metric that is not a number is "NaN". */
export function valueText(columnId: string, value: CellValue | undefined): string {
  if (value === null || value === undefined || value === '') return NO_VALUE;
  const column = parseColumnId(columnId);
  if (typeof value === 'string' || column === undefined || !Number.isFinite(value)) return String(value);
  if (column.type === 'fact') return factText(column, value);
  return column.type === 'param' ? plain(value) : metricText(column.key, value);
}

/** Mean and deviation with one unit: "97.31 ± 0.12 %". */
export function figureText(columnId: string, figure: GroupFigure | undefined): string {
  if (!figure || figure.n === 0 || figure.mean === null) return NO_VALUE;
  const mean = meanText(columnId, figure.mean);
  if (figure.deviation === null) return mean;
  const deviation = meanText(columnId, figure.deviation);
  const unit = mean.slice(mean.indexOf(NARROW_SPACE));
  const shared = mean.includes(NARROW_SPACE) && deviation.endsWith(unit);
  return `${shared ? mean.slice(0, -unit.length) : mean} ± ${deviation}`;
}

/** Means of whole numbers have digits behind the point. */
function meanText(columnId: string, value: number): string {
  const column = parseColumnId(columnId);
  const isPlain =
    column?.type === 'param' || (column?.type === 'fact' && factColumn(column.id).kind === 'number');
  return isPlain && columnId !== 'compression_ratio' ? significant(value) : valueText(columnId, value);
}

/** True for columns whose values are always numbers with a size, so that a mean of them says something. */
export function hasMean(columnId: string): boolean {
  const column = parseColumnId(columnId);
  if (column?.type !== 'fact') return column !== undefined;
  const { kind } = factColumn(column.id);
  if (kind === 'text' || kind === 'time') return false;
  return kind !== 'number' || column.id === 'bits' || column.id === 'compression_ratio';
}

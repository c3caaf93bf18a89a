import type { ComparedRun } from '@/db/queries/compare-runs';
import { parseColumnId } from '@/lib/domain/run-columns';
import { type ColumnValues, isComparedFact } from './columns';
import type { CompareSettings } from './settings';

/** What every chart of a comparison is drawn from. */
export interface ChartProps {
  runs: readonly ComparedRun[];
  runIds: readonly number[];
  settings: CompareSettings;
  change: (part: Partial<CompareSettings>) => void;
  /** Runs that stand out; empty when all are alike. */
  marked: ReadonlySet<number>;
  /** Values read so far of columns that are no facts. */
  columns: ColumnValues;
  /** Rises when one of the runs has recorded something. */
  version: number;
}

/** How visible a run is while others stand out. */
export function opacityOf(id: number, marked: ReadonlySet<number>, faded = 0.12): number {
  return marked.size === 0 || marked.has(id) ? 1 : faded;
}

/** The marked runs with one more, or one less. */
export function toggled(marked: ReadonlySet<number>, id: number): number[] {
  return marked.has(id) ? [...marked].filter((one) => one !== id) : [...marked, id];
}

/** Columns that are read for the charts: facts come with the runs. */
export function readColumns(settings: CompareSettings, axes: readonly string[]): string[] {
  const wanted = [settings.x, settings.y, settings.color, ...axes];
  return [...new Set(wanted)]
    .filter((column) => !isComparedFact(column) && /^(param|metric):/.test(column) && parseColumnId(column))
    .sort();
}

/** The run that others are measured against when nobody has chosen one. */
export function baselineOf(runs: readonly ComparedRun[]): ComparedRun {
  return runs.find(({ technique, modelId }) => technique === 'baseline' && modelId !== null) ?? runs[0];
}

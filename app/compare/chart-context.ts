import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ColumnValues } from './columns';
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

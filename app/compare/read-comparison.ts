import type { ComparedRun, LeftOutRun } from '@/db/queries/compare-runs';
import type { ColumnChoice } from '@/db/queries/compare-values';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { metricKind } from '@/lib/domain/metric-kind';
import { read } from '../data/read';
import { EPOCH_KEYS } from '../runs/curves/curve-x';
import type { ComparedTables } from './compare-view';
import { MOST_CHOICES, MOST_KEYS } from './limits';
import type { CompareSettings } from './settings';

/** What a comparison shows of its runs at first. */
export interface ComparedStart {
  tables: ComparedTables;
  /** The metric whose curves are shown when nobody has chosen. */
  defaultMetric: string | undefined;
  /** Metrics of the runs that tell the epochs done at a step. */
  epochKeys: readonly string[];
}

/** A comparison as a note shows it; without `start` when none of its runs is there. */
export interface Comparison {
  runs: ComparedRun[];
  leftOut: LeftOutRun[];
  /** Runs beyond the most that are compared. */
  tooMany: number;
  start?: ComparedStart;
}

/** Reads params and metrics of runs as the settings say, and which curves they have. */
export async function readComparedValues(
  runIds: readonly number[],
  settings: CompareSettings,
): Promise<ComparedStart> {
  const ids = [...runIds];
  const query = { onlyDiffering: !settings.all, search: settings.search, limit: MOST_KEYS };
  const [params, metrics, curves, epochs] = await Promise.all([
    read('compareParams', ids, query),
    read('compareMetrics', ids, settings.pick, query),
    read('listColumnChoices', ids, { search: '', limit: MOST_CHOICES, onlyMetrics: true }),
    read('listColumnChoices', ids, { search: 'epoch', limit: MOST_CHOICES, onlyMetrics: true }),
  ]);
  return {
    tables: { params, metrics },
    defaultMetric: favourite(curves.choices),
    epochKeys: EPOCH_KEYS.filter((key) =>
      epochs.choices.some(({ column }) => column === `metric:last:${key}`),
    ),
  };
}

/** What is looked at first; test metrics are one point and come last. */
const FAVOURITES: ((key: string) => boolean)[] = [
  (key) => key === METRIC_KEYS.validationAccuracy,
  (key) => !key.startsWith('test/') && metricKind(key).word === 'accuracy',
  (key) => !key.startsWith('test/') && metricKind(key).word === 'loss',
  (key) => !key.startsWith('test/'),
  () => true,
];

/** The metric whose curves are shown when nobody has chosen: the first favourite that at least half as many runs have as any. */
function favourite(choices: readonly ColumnChoice[]): string | undefined {
  const most = Math.max(...choices.map(({ runs }) => runs));
  const common = choices.filter(({ runs }) => runs * 2 >= most).sort((a, b) => b.runs - a.runs);
  const keys = common.map(({ column }) => column.replace(/^metric:last:/, ''));
  for (const isFavourite of FAVOURITES) {
    const key = keys.find(isFavourite);
    if (key !== undefined) return key;
  }
  return undefined;
}

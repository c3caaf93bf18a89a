import { metricKeys, metricRows, runMetrics } from '../schema/metrics';
import { columnsOf, describeTable, describeView, type TableDescription } from './describe';

const METRIC_ROWS = describeTable(
  metricRows,
  'Points of metrics with interned names, those of overtaken attempts included; read the view metrics instead.',
  {
    runId: 'Run (runs.id).',
    keyId: 'Metric (metric_keys.id).',
    step: 'Optimizer steps of the run done so far.',
    attempt: 'Attempt that recorded it, from 1.',
    seq: 'Order in which the points of an attempt were recorded, from 0.',
    value: 'The value, in the unit of the metric; accuracies in [0, 1]; null when it is NaN.',
    isNan: '1 when the value is NaN, else 0.',
    recordedAt: 'When it was recorded, UTC milliseconds.',
  },
);

/** Lines about metrics. */
export const METRIC_TABLES: readonly TableDescription[] = [
  describeTable(metricKeys, 'The names of metrics.', {
    id: 'Number of the metric.',
    name: 'Name, as validation/accuracy.',
  }),
  METRIC_ROWS,
  describeView('metrics', 'Points of metrics by name; points that a resumed attempt replaced are left out.', {
    ...columnsOf(METRIC_ROWS, ['run_id', 'step', 'attempt', 'seq', 'value', 'is_nan', 'recorded_at']),
    key: 'Metric, as validation/accuracy.',
  }),
  describeTable(
    runMetrics,
    'Last, smallest and largest value of each metric of each run, kept up to date by the recorder.',
    {
      runId: 'Run (runs.id).',
      keyId: 'Metric (metric_keys.id).',
      lastValue: 'Value at the last step, in the unit of the metric; null when it is NaN.',
      lastIsNan: '1 when the value at the last step is NaN, else 0.',
      lastStep: 'Largest step with a point, in optimizer steps.',
      minValue: 'Smallest value, NaN left out; null when all are NaN.',
      maxValue: 'Largest value, NaN left out; null when all are NaN.',
      pointCount: 'Points, NaN included.',
    },
  ),
];

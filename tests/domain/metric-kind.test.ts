import { expect, it } from 'vitest';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { metricKind } from '@/lib/domain/metric-kind';
import { FACT_COLUMNS } from '@/lib/domain/run-columns';

it.each([
  // The same quantity, however it is named.
  ['validation/accuracy', 'fraction', 'more'],
  ['accuracy/validation', 'fraction', 'more'],
  ['test.accuracy', 'fraction', 'more'],
  ['val_acc', 'fraction', 'more'],
  ['valAcc', 'fraction', 'more'],
  ['Top-1 Accuracy', 'fraction', 'more'],
  ['test/top_5', 'fraction', 'more'],
  ['top1_mean', 'fraction', 'more'],
  ['macro_f1_score', 'fraction', 'more'],
  ['model/sparsity', 'fraction', 'more'],
  ['train/loss', 'loss', 'less'],
  ['Loss/train', 'loss', 'less'],
  ['loss_total', 'loss', 'less'],
  ['train/distillation_loss', 'loss', 'less'],
  ['cross-entropy loss (p95)', 'loss', 'less'],
  ['system/memory_bytes', 'bytes', 'less'],
  ['bytes_per_parameter', 'bytes', 'less'],
  ['test/latency_ms', 'milliseconds', 'less'],
  ['latency_ms_p95', 'milliseconds', 'less'],
  ['ms_per_batch', 'milliseconds', 'less'],
  ['time_per_step_ms', 'milliseconds', 'less'],
  ['latency', 'number', 'less'],
  ['accuracy_drop', 'fraction', 'less'],
  ['accuracy_loss', 'loss', 'less'],
  ['top1_error', 'number', 'less'],
  ['error_rate', 'fraction', 'less'],
  ['system/images_per_second', 'number', 'more'],
  ['bytes_per_second', 'number', 'more'],
  ['compression_ratio', 'number', 'more'],
  ['layer/conv1/sqnr_db', 'number', 'more'],
  ['kl', 'number', 'less'],
  // Names that hold a word without being what it says.
  ['train/learning_rate', 'number', undefined],
  ['loss/learning_rate', 'number', undefined],
  ['loss_scale', 'number', undefined],
  ['accuracy_std', 'number', undefined],
  ['drop_rate', 'number', undefined],
  ['lossless', 'number', undefined],
  ['gloss', 'number', undefined],
  ['megabytesish', 'number', undefined],
  ['stop_5', 'number', undefined],
  ['terrors', 'number', undefined],
  ['forms', 'number', undefined],
  ['train/epoch', 'number', undefined],
  // Names that say nothing, or nothing that is known.
  ['', 'number', undefined],
  ['/', 'number', undefined],
  ['//loss', 'loss', 'less'],
  ['42', 'number', undefined],
  ['per', 'number', undefined],
  ['per_second', 'number', undefined],
  ['constructor', 'number', undefined],
  ['__proto__', 'number', undefined],
  ['損失 🙂', 'number', undefined],
  ['it\'s a "norm"', 'number', undefined],
  ['\u202eaccuracy', 'fraction', 'more'],
])('%j measures in %s, better is %s', (name, unit, better) => {
  expect(metricKind(name)).toMatchObject({ unit, better });
});

it('a name of 5,000 characters is read at once, whatever it repeats', () => {
  for (const part of ['per_', 'a/', 'top-', 'mean ', 'aB']) {
    const startedAt = performance.now();
    metricKind(part.repeat(5_000 / part.length));
    expect(performance.now() - startedAt).toBeLessThan(50);
  }
});

it('facts and metrics of one name are better at the same end, and in the unit that the fact has', () => {
  const units = { fraction: 'fraction', bytes: 'bytes', duration: 'milliseconds' } as const;
  for (const { id, kind } of FACT_COLUMNS) {
    if (kind in units) expect([id, metricKind(id).unit]).toEqual([id, units[kind as keyof typeof units]]);
  }
  const ends = FACT_COLUMNS.flatMap(({ id }) => {
    const { better } = metricKind(id);
    return better ? [`${id} ${better}`] : [];
  });
  expect(ends).toEqual([
    'duration_ms less',
    'accuracy more',
    'accuracy_drop less',
    'baseline_accuracy more',
    'sparsity more',
    'bits less',
    'parameters less',
    'nonzeros less',
    'macs less',
    'stored_bytes less',
    'float32_bytes less',
    'compression_ratio more',
    'latency_ms less',
  ]);
  expect(metricKind(METRIC_KEYS.validationAccuracy).word).toBe('accuracy');
  expect(metricKind(METRIC_KEYS.epochTrainLoss).word).toBe('loss');
});

import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { runs } from './runs';

/**
 * What came of each run, one row a run: kept by whoever schedules and records the run, so that lists of runs need no
 * search along the models.
 */
export const runResults = sqliteTable(
  'run_results',
  {
    runId: integer('run_id')
      .primaryKey()
      .references(() => runs.id),
    technique: text('technique', {
      enum: ['baseline', 'prune', 'quantize', 'distill', 'combined'],
    }).notNull(),
    baselineRunId: integer('baseline_run_id'),
    modelId: integer('model_id'),
    architecture: text('architecture'),
    parameters: integer('parameters'),
    nonzeros: integer('nonzeros'),
    sparsity: real('sparsity'),
    bits: integer('bits'),
    macs: integer('macs'),
    float32Bytes: integer('float32_bytes'),
    storedBytes: integer('stored_bytes'),
    baselineBytes: integer('baseline_bytes'),
    compressionRatio: real('compression_ratio'),
    testSamples: integer('test_samples'),
    testCorrect: integer('test_correct'),
    testAccuracy: real('test_accuracy'),
    testEngine: text('test_engine', { enum: ['float', 'simulated', 'integer'] }),
    baselineSamples: integer('baseline_samples'),
    baselineCorrect: integer('baseline_correct'),
    baselineAccuracy: real('baseline_accuracy'),
    accuracyDrop: real('accuracy_drop'),
    latencyMs: real('latency_ms'),
  },
  (table) => [
    index('run_results_parameters').on(table.parameters),
    index('run_results_sparsity').on(table.sparsity),
    index('run_results_bits').on(table.bits),
    index('run_results_macs').on(table.macs),
    index('run_results_stored_bytes').on(table.storedBytes),
    index('run_results_compression_ratio').on(table.compressionRatio),
    index('run_results_test_accuracy').on(table.testAccuracy),
    index('run_results_accuracy_drop').on(table.accuracyDrop),
    index('run_results_latency').on(table.latencyMs),
  ],
);

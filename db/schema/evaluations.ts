import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Accuracy of a model on a split of a data set. */
export const evaluations = sqliteTable(
  'evaluations',
  {
    id: integer('id').primaryKey(),
    modelId: integer('model_id').notNull(),
    runId: integer('run_id').notNull(),
    datasetId: integer('dataset_id'),
    split: text('split', { enum: ['train', 'validation', 'test'] }).notNull(),
    engine: text('engine', { enum: ['float', 'simulated', 'integer'] }).notNull(),
    samples: integer('samples').notNull(),
    correct: integer('correct').notNull(),
    top1: real('top1').notNull(),
    top5: real('top5'),
    loss: real('loss'),
    evaluatedAt: integer('evaluated_at').notNull(),
  },
  (table) => [
    index('evaluations_model').on(table.modelId, table.split),
    index('evaluations_run').on(table.runId),
    index('evaluations_top1').on(table.split, table.top1),
  ],
);

/** Accuracy of an evaluation by class. */
export const classMetrics = sqliteTable(
  'class_metrics',
  {
    evaluationId: integer('evaluation_id')
      .notNull()
      .references(() => evaluations.id),
    classIndex: integer('class_index').notNull(),
    samples: integer('samples').notNull(),
    correct: integer('correct').notNull(),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.classIndex] })],
);

/** Machines on which latency was measured. */
export const devices = sqliteTable('devices', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  cpu: text('cpu').notNull(),
  memoryBytes: integer('memory_bytes').notNull(),
  os: text('os').notNull(),
  runtime: text('runtime').notNull(),
  runtimeVersion: text('runtime_version').notNull(),
});

/** Measured time of forward passes. */
export const benchmarks = sqliteTable(
  'benchmarks',
  {
    id: integer('id').primaryKey(),
    modelId: integer('model_id').notNull(),
    runId: integer('run_id').notNull(),
    deviceId: integer('device_id').references(() => devices.id),
    engine: text('engine').notNull(),
    precision: text('precision').notNull(),
    batchSize: integer('batch_size').notNull(),
    threads: integer('threads'),
    latencyP50Ms: real('latency_p50_ms').notNull(),
    latencyP95Ms: real('latency_p95_ms').notNull(),
    throughput: real('throughput').notNull(),
    repeats: integer('repeats').notNull(),
    warmup: integer('warmup').notNull(),
    measuredAt: integer('measured_at').notNull(),
  },
  (table) => [
    index('benchmarks_model').on(table.modelId, table.batchSize),
    index('benchmarks_run').on(table.runId),
  ],
);

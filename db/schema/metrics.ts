import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The names of metrics. */
export const metricKeys = sqliteTable('metric_keys', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
});

/** Points of metrics; the view `metrics` shows them by name. */
export const metricRows = sqliteTable(
  'metric_rows',
  {
    runId: integer('run_id').notNull(),
    keyId: integer('key_id').notNull(),
    step: integer('step').notNull(),
    attempt: integer('attempt').notNull(),
    seq: integer('seq').notNull(),
    value: real('value'),
    isNan: integer('is_nan').notNull().default(0),
    recordedAt: integer('recorded_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.keyId, table.step, table.attempt, table.seq] })],
);

/** Last, smallest and largest value of each metric of each run, kept in the transaction that writes the points. */
export const runMetrics = sqliteTable(
  'run_metrics',
  {
    runId: integer('run_id').notNull(),
    keyId: integer('key_id').notNull(),
    lastValue: real('last_value'),
    lastIsNan: integer('last_is_nan').notNull().default(0),
    lastStep: integer('last_step').notNull(),
    minValue: real('min_value'),
    maxValue: real('max_value'),
    pointCount: integer('point_count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.keyId] }),
    index('run_metrics_last').on(table.keyId, table.lastValue, table.runId),
    index('run_metrics_min').on(table.keyId, table.minValue, table.runId),
    index('run_metrics_max').on(table.keyId, table.maxValue, table.runId),
  ],
);

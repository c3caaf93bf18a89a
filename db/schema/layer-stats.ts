import { blob, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Interned names of tensors and stages. */
export const names = sqliteTable('names', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
});

/** Statistics of a layer's tensor at one moment of a run; the view `layer_stats` shows them by name. */
export const layerStatRows = sqliteTable(
  'layer_stat_rows',
  {
    runId: integer('run_id').notNull(),
    layerId: integer('layer_id').notNull(),
    tensorId: integer('tensor_id').notNull(),
    stageId: integer('stage_id').notNull(),
    step: integer('step').notNull(),
    round: integer('round').notNull(),
    targetSparsity: real('target_sparsity'),
    valueCount: integer('value_count').notNull(),
    zeros: integer('zeros').notNull(),
    sparsity: real('sparsity').notNull(),
    mean: real('mean'),
    std: real('std'),
    minValue: real('min_value'),
    maxValue: real('max_value'),
    l1: real('l1'),
    l2: real('l2'),
    q01: real('q01'),
    q05: real('q05'),
    q25: real('q25'),
    q50: real('q50'),
    q75: real('q75'),
    q95: real('q95'),
    q99: real('q99'),
    nzQ01: real('nz_q01'),
    nzQ05: real('nz_q05'),
    nzQ25: real('nz_q25'),
    nzQ50: real('nz_q50'),
    nzQ75: real('nz_q75'),
    nzQ95: real('nz_q95'),
    nzQ99: real('nz_q99'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.layerId, table.tensorId, table.stageId, table.step] }),
    index('layer_stat_rows_layer').on(table.layerId, table.tensorId, table.stageId),
  ],
);

/** The histogram that belongs to a row of `layer_stat_rows`; the view `layer_histograms` shows them by name. */
export const layerHistogramRows = sqliteTable(
  'layer_histogram_rows',
  {
    runId: integer('run_id').notNull(),
    layerId: integer('layer_id').notNull(),
    tensorId: integer('tensor_id').notNull(),
    stageId: integer('stage_id').notNull(),
    step: integer('step').notNull(),
    zeros: integer('zeros').notNull(),
    histogram: blob('histogram', { mode: 'buffer' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.layerId, table.tensorId, table.stageId, table.step] }),
  ],
);

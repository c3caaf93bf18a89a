import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What happened to a model when one layer alone was compressed. */
export const layerSensitivity = sqliteTable(
  'layer_sensitivity',
  {
    runId: integer('run_id').notNull(),
    layerId: integer('layer_id').notNull(),
    technique: text('technique', { enum: ['prune', 'quantize'] }).notNull(),
    tensor: text('tensor').notNull(),
    granularity: text('granularity').notNull(),
    level: real('level').notNull(),
    achievedSparsity: real('achieved_sparsity').notNull(),
    coupledGroup: text('coupled_group'),
    split: text('split').notNull(),
    samples: integer('samples').notNull(),
    correct: integer('correct').notNull(),
    accuracy: real('accuracy').notNull(),
    loss: real('loss'),
    accuracyDrop: real('accuracy_drop').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.runId, table.layerId, table.technique, table.tensor, table.granularity, table.level],
    }),
    index('layer_sensitivity_layer').on(table.layerId, table.level),
  ],
);

/** Sensitivity over all runs, by architecture, layer name, technique and level; kept by the recorder. */
export const sensitivityRollup = sqliteTable(
  'sensitivity_rollup',
  {
    architecture: text('architecture').notNull(),
    layerName: text('layer_name').notNull(),
    technique: text('technique').notNull(),
    granularity: text('granularity').notNull(),
    level: real('level').notNull(),
    measurements: integer('measurements').notNull(),
    dropSum: real('drop_sum').notNull(),
    dropMax: real('drop_max').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.architecture, table.layerName, table.technique, table.granularity, table.level],
    }),
  ],
);

/** How the ranges of activations were found. */
export const calibrations = sqliteTable(
  'calibrations',
  {
    id: integer('id').primaryKey(),
    runId: integer('run_id').notNull(),
    modelId: integer('model_id').notNull(),
    datasetId: integer('dataset_id'),
    split: text('split').notNull(),
    samples: integer('samples').notNull(),
    batches: integer('batches').notNull(),
    sampleHash: text('sample_hash').notNull(),
    method: text('method').notNull(),
    parameters: text('parameters').notNull(),
  },
  (table) => [index('calibrations_model').on(table.modelId), index('calibrations_run').on(table.runId)],
);

/** One quantizer of a tensor or of one of its channels (`channel` -1: the whole tensor). */
export const quantizers = sqliteTable(
  'quantizers',
  {
    calibrationId: integer('calibration_id')
      .notNull()
      .references(() => calibrations.id),
    layerId: integer('layer_id').notNull(),
    tensor: text('tensor').notNull(),
    channel: integer('channel').notNull(),
    bits: integer('bits').notNull(),
    scheme: text('scheme').notNull(),
    scale: real('scale').notNull(),
    zeroPoint: integer('zero_point').notNull(),
    quantMin: integer('quant_min').notNull(),
    quantMax: integer('quant_max').notNull(),
    rangeMin: real('range_min').notNull(),
    rangeMax: real('range_max').notNull(),
    clippedFraction: real('clipped_fraction').notNull(),
    sqnrDb: real('sqnr_db'),
  },
  (table) => [
    primaryKey({ columns: [table.calibrationId, table.layerId, table.tensor, table.channel] }),
    index('quantizers_layer').on(table.layerId),
  ],
);

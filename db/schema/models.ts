import {
  type AnySQLiteColumn,
  index,
  integer,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** Data sets that runs have used. */
export const datasets = sqliteTable('datasets', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  contentHash: text('content_hash').notNull().unique(),
  trainSamples: integer('train_samples').notNull(),
  validationSamples: integer('validation_samples').notNull(),
  testSamples: integer('test_samples').notNull(),
  classNames: text('class_names').notNull(),
  classCount: integer('class_count').notNull(),
  height: integer('height').notNull(),
  width: integer('width').notNull(),
  channels: integer('channels').notNull(),
  createdAt: integer('created_at').notNull(),
});

/** The model store. */
export const models = sqliteTable(
  'models',
  {
    id: integer('id').primaryKey(),
    uid: text('uid').notNull().unique(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    description: text('description').notNull().default(''),
    owner: text('owner').notNull(),
    createdAt: integer('created_at').notNull(),
    parentModelId: integer('parent_model_id').references((): AnySQLiteColumn => models.id),
    runId: integer('run_id').notNull(),
    architecture: text('architecture').notNull(),
    network: text('network').notNull(),
    quantization: text('quantization'),
    bits: integer('bits').notNull(),
    parameters: integer('parameters').notNull(),
    nonzeros: integer('nonzeros').notNull(),
    sparsity: real('sparsity').notNull(),
    macs: integer('macs').notNull(),
    float32Bytes: integer('float32_bytes').notNull(),
    gzipBytes: integer('gzip_bytes').notNull(),
    sparseBytes: integer('sparse_bytes').notNull(),
    int8Bytes: integer('int8_bytes').notNull(),
    weightsHash: text('weights_hash').notNull(),
  },
  (table) => [
    uniqueIndex('models_name_version').on(table.name, table.version),
    index('models_run').on(table.runId),
    index('models_weights_hash').on(table.weightsHash),
    index('models_parent').on(table.parentModelId),
  ],
);

/** The layers of a stored model. */
export const layers = sqliteTable(
  'layers',
  {
    id: integer('id').primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => models.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    inputShape: text('input_shape').notNull(),
    outputShape: text('output_shape').notNull(),
    kernelShape: text('kernel_shape'),
    parameters: integer('parameters').notNull(),
    nonzeros: integer('nonzeros').notNull(),
    macs: integer('macs').notNull(),
    coupledGroup: text('coupled_group'),
    originLayerId: integer('origin_layer_id').references((): AnySQLiteColumn => layers.id),
  },
  (table) => [
    uniqueIndex('layers_model').on(table.modelId, table.name),
    index('layers_name').on(table.name),
    index('layers_origin').on(table.originLayerId),
  ],
);

import { sql } from 'drizzle-orm';
import {
  type AnySQLiteColumn,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { RUN_METHODS, RUN_STATUSES } from '@/lib/domain/run-status';

/** A question somebody works on; holds runs. */
export const experiments = sqliteTable('experiments', {
  id: integer('id').primaryKey(),
  uid: text('uid').notNull().unique(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
});

/** One run: its config, what became of it, and its place in the queue. */
export const runs = sqliteTable(
  'runs',
  {
    id: integer('id').primaryKey(),
    uid: text('uid').notNull().unique(),
    experimentId: integer('experiment_id')
      .notNull()
      .references(() => experiments.id),
    parentRunId: integer('parent_run_id').references((): AnySQLiteColumn => runs.id),
    retryOfRunId: integer('retry_of_run_id').references((): AnySQLiteColumn => runs.id),
    name: text('name').notNull(),
    method: text('method', { enum: RUN_METHODS }).notNull(),
    status: text('status', { enum: RUN_STATUSES }).notNull(),
    config: text('config').notNull(),
    configGroup: text('config_group').notNull(),
    seed: integer('seed'),
    datasetName: text('dataset_name'),
    datasetId: integer('dataset_id'),
    outputModelId: integer('output_model_id'),
    attempt: integer('attempt').notNull().default(1),
    revision: integer('revision').notNull().default(0),
    progressDone: real('progress_done').notNull().default(0),
    progressTotal: real('progress_total').notNull().default(0),
    progressPhase: text('progress_phase').notNull().default(''),
    backend: text('backend'),
    backendVersion: text('backend_version'),
    tfjsVersion: text('tfjs_version'),
    nodeVersion: text('node_version'),
    os: text('os'),
    cpu: text('cpu'),
    gitCommit: text('git_commit'),
    gitDirty: integer('git_dirty'),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    durationMs: integer('duration_ms'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    conclusion: text('conclusion').notNull().default(''),
    workerId: integer('worker_id'),
    leaseToken: text('lease_token'),
    leaseExpiresAt: integer('lease_expires_at'),
    cancelRequestedAt: integer('cancel_requested_at'),
    archivedAt: integer('archived_at'),
    deletedAt: integer('deleted_at'),
    deletedBy: text('deleted_by'),
    copiedFromRunId: integer('copied_from_run_id'),
  },
  (table) => [
    index('runs_status').on(table.status, table.id),
    index('runs_experiment').on(table.experimentId, table.id),
    index('runs_retry').on(table.retryOfRunId).where(sql`retry_of_run_id IS NOT NULL`),
    index('runs_copied').on(table.copiedFromRunId).where(sql`copied_from_run_id IS NOT NULL`),
    index('runs_parent').on(table.parentRunId, table.id),
    index('runs_config_group').on(table.configGroup, table.seed),
    index('runs_lease').on(table.leaseExpiresAt),
    index('runs_name').on(sql`name COLLATE NOCASE`),
    index('runs_created_by').on(sql`created_by COLLATE NOCASE`),
    index('runs_method').on(table.method),
    index('runs_created').on(table.createdAt),
    index('runs_started').on(table.startedAt),
    index('runs_finished').on(table.finishedAt),
    index('runs_duration').on(table.durationMs),
    index('runs_archived').on(table.archivedAt).where(sql`archived_at IS NOT NULL`),
    index('runs_deleted').on(table.deletedAt).where(sql`deleted_at IS NOT NULL`),
  ],
);

/** The models a run reads: stored ones, or the output of another run. */
export const runInputs = sqliteTable(
  'run_inputs',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    role: text('role', { enum: ['base', 'teacher'] }).notNull(),
    modelId: integer('model_id'),
    inputRunId: integer('input_run_id').references(() => runs.id),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.role] }),
    index('run_inputs_input_run').on(table.inputRunId),
    index('run_inputs_model').on(table.modelId),
  ],
);

/** The attempts of a run; each but the first goes on from a checkpoint. */
export const runAttempts = sqliteTable(
  'run_attempts',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    attempt: integer('attempt').notNull(),
    firstStep: integer('first_step').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.attempt] })],
);

/** Log lines of a run. */
export const runLogs = sqliteTable(
  'run_logs',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    seq: integer('seq').notNull(),
    attempt: integer('attempt').notNull(),
    level: text('level', { enum: ['info', 'warning', 'error'] }).notNull(),
    message: text('message').notNull(),
    loggedAt: integer('logged_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.seq] })],
);

/** The last resumable state of a run. */
export const checkpoints = sqliteTable('checkpoints', {
  runId: integer('run_id')
    .primaryKey()
    .references(() => runs.id),
  attempt: integer('attempt').notNull(),
  step: integer('step').notNull(),
  epoch: integer('epoch').notNull(),
  sha256: text('sha256').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  createdAt: integer('created_at').notNull(),
});

/** Processes that execute runs. */
export const workers = sqliteTable('workers', {
  id: integer('id').primaryKey(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  startedAt: integer('started_at').notNull(),
  seenAt: integer('seen_at').notNull(),
  stoppedAt: integer('stopped_at'),
  runId: integer('run_id').references(() => runs.id),
});

/** A run's config, flattened: one row for each value. */
export const params = sqliteTable(
  'params',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    key: text('key').notNull(),
    valueText: text('value_text'),
    valueNum: real('value_num'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.key] }),
    index('params_key_num').on(table.key, table.valueNum, table.runId),
    index('params_key_text').on(table.key, table.valueText, table.runId),
  ],
);

/** Files a run left behind; the bytes lie under their hash. */
export const artifacts = sqliteTable(
  'artifacts',
  {
    id: integer('id').primaryKey(),
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    path: text('path').notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    mediaType: text('media_type').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('artifacts_run').on(table.runId, table.path),
    index('artifacts_sha256').on(table.sha256),
  ],
);

/** Numbers of runs that were deleted for good, so that no later run gets one that notes and links speak of. */
export const purgedRuns = sqliteTable('purged_runs', {
  runId: integer('run_id').primaryKey(),
  name: text('name').notNull(),
  purgedBy: text('purged_by').notNull(),
  purgedAt: integer('purged_at').notNull(),
});

/** Labels that people give to runs. */
export const tags = sqliteTable(
  'tags',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id),
    name: text('name').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.name] }),
    index('tags_name').on(table.name, table.runId),
  ],
);

/** Named ways to look at the runs grid: its columns, filter, order and grouping. */
export const savedViews = sqliteTable(
  'saved_views',
  {
    id: integer('id').primaryKey(),
    uid: text('uid').notNull().unique(),
    name: text('name').notNull(),
    experimentId: integer('experiment_id').references(() => experiments.id),
    state: text('state').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [uniqueIndex('saved_views_name').on(sql`coalesce(experiment_id, 0)`, table.name)],
);

import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { AppError, type FieldIssue } from '@/lib/domain/errors';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import {
  type InputRole,
  type JobConfig,
  type ModelReference,
  modelInputs,
  type PipelineConfig,
  type RunConfig,
} from '@/lib/domain/run-config';
import { runName } from '@/lib/domain/run-name';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { configGroup, flattenConfig } from './run-params';
import { refreshRunResults } from './run-results';

/** What became of a config that was scheduled. */
export interface ScheduledRun {
  runId: number;
  /** The children of a pipeline, in the order of its steps; else empty. */
  childRunIds: number[];
}

/** Who asks, and which run is done again, or was taken and changed. */
export interface ScheduleOptions {
  createdBy: string;
  retryOfRunId?: number;
  copiedFromRunId?: number;
}

const WRITTEN = ['experiments', 'runs', 'run_inputs', 'run_attempts', 'params', 'run_results'];

/**
 * Puts a run into the queue: one row in `runs`, status `scheduled`, with its inputs and params; for a pipeline one
 * row for each step besides. All of it or nothing.
 *
 * @throws AppError `invalid_config` with one issue for each wrong field, missing input runs and models included.
 */
export function scheduleRun(db: TrackingDatabase, input: unknown, options: ScheduleOptions): ScheduledRun {
  const config = parseRunConfig(input);
  return db.sqlite
    .transaction((): ScheduledRun => {
      const experimentId = findOrCreateExperiment(db.sqlite, config.experiment, options.createdBy);
      const insert = new RunInsert(db.sqlite, experimentId, options);
      const scheduled =
        config.method === 'pipeline'
          ? insert.pipeline(config)
          : { runId: insert.job(config), childRunIds: [] };
      refreshRunResults(db.sqlite, [scheduled.runId, ...scheduled.childRunIds]);
      raiseDataVersions(db.sqlite, WRITTEN);
      return scheduled;
    })
    .immediate();
}

/**
 * A new run with the config of an earlier one, which it names as `retry_of_run_id`. A pipeline is done again whole.
 *
 * @throws AppError `not_found`; `invalid_config` when an input of the run is no longer usable.
 */
export function retryRun(db: TrackingDatabase, runId: number, createdBy: string): ScheduledRun {
  const config = db.sqlite.prepare('SELECT config FROM runs WHERE id = ?').pluck().get(runId) as
    | string
    | undefined;
  if (config === undefined)
    throw new AppError('not_found', `Running run ${runId} again: there is no such run.`);
  return scheduleRun(db, JSON.parse(config), { createdBy, retryOfRunId: runId });
}

function findOrCreateExperiment(sqlite: Database.Database, name: string, createdBy: string): number {
  const found = sqlite.prepare('SELECT id FROM experiments WHERE name = ?').pluck().get(name);
  if (found !== undefined) return Number(found);
  const insert = sqlite.prepare(
    'INSERT INTO experiments (uid, name, created_by, created_at) VALUES (?, ?, ?, ?)',
  );
  return Number(insert.run(newUid(), name, createdBy, Date.now()).lastInsertRowid);
}

function newUid(): string {
  return randomUUID().replaceAll('-', '');
}

interface ResolvedInput {
  role: InputRole;
  modelId: number | null;
  inputRunId: number | null;
}

/** The inserts of one scheduling, inside its transaction. */
class RunInsert {
  readonly #sqlite: Database.Database;
  readonly #experimentId: number;
  readonly #options: ScheduleOptions;
  readonly #now = Date.now();

  constructor(sqlite: Database.Database, experimentId: number, options: ScheduleOptions) {
    this.#sqlite = sqlite;
    this.#experimentId = experimentId;
    this.#options = options;
  }

  pipeline(config: PipelineConfig): ScheduledRun {
    const runId = this.#row(
      config,
      config.name ?? 'pipeline',
      null,
      configGroup(config),
      config.steps.length,
    );
    const runOfStep = new Map<string, number>();
    const childRunIds = config.steps.map(({ step, config: job }, index) => {
      // A child's own config names runs, so that it can be repeated alone; its group keeps the names of steps, so
      // that the same step of two pipelines is in one group.
      const resolved = withReferences(job, (reference) =>
        'step' in reference ? { run: runOfStep.get(reference.step) ?? 0 } : reference,
      );
      const childId = this.job(resolved, {
        parentRunId: runId,
        path: `steps.${index}.config.`,
        group: configGroup(job),
      });
      runOfStep.set(step, childId);
      return childId;
    });
    return { runId, childRunIds };
  }

  job(
    config: JobConfig,
    {
      parentRunId = null,
      path = '',
      group = configGroup(config),
    }: { parentRunId?: number | null; path?: string; group?: string } = {},
  ): number {
    const inputs = modelInputs(config).map(({ role, field, reference }) =>
      this.#resolve(role, reference, `${path}${field}`),
    );
    const runId = this.#row(config, runName(config), parentRunId, group, 0);
    const insertInput = this.#sqlite.prepare(
      'INSERT INTO run_inputs (run_id, role, model_id, input_run_id) VALUES (?, ?, ?, ?)',
    );
    for (const { role, modelId, inputRunId } of inputs) insertInput.run(runId, role, modelId, inputRunId);
    const insertParam = this.#sqlite.prepare(
      'INSERT INTO params (run_id, key, value_text, value_num) VALUES (?, ?, ?, ?)',
    );
    for (const { key, valueText, valueNum } of flattenConfig(config))
      insertParam.run(runId, key, valueText, valueNum);
    this.#sqlite
      .prepare(
        'INSERT INTO run_attempts (run_id, attempt, first_step, created_by, created_at) VALUES (?, 1, 0, ?, ?)',
      )
      .run(runId, this.#options.createdBy, this.#now);
    return runId;
  }

  #row(config: RunConfig, name: string, parentRunId: number | null, group: string, total: number): number {
    const isJob = config.method !== 'pipeline';
    const insert = this.#sqlite.prepare(`
      INSERT INTO runs (id, uid, experiment_id, parent_run_id, retry_of_run_id,
        copied_from_run_id, name, method, status, config, config_group,
        seed, dataset_name, progress_total, created_by, created_at)
      VALUES (
        1 + max(coalesce((SELECT max(id) FROM runs), 0), coalesce((SELECT max(run_id) FROM purged_runs), 0)),
        ?, ?, ?, ?, ?, ?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, ?)`);
    const { lastInsertRowid } = insert.run(
      newUid(),
      this.#experimentId,
      parentRunId,
      parentRunId === null ? (this.#options.retryOfRunId ?? null) : null,
      parentRunId === null ? (this.#options.copiedFromRunId ?? null) : null,
      name,
      config.method,
      JSON.stringify(config),
      group,
      isJob ? config.seed : null,
      isJob ? config.dataset.name : null,
      total,
      this.#options.createdBy,
      this.#now,
    );
    return Number(lastInsertRowid);
  }

  #resolve(role: InputRole, reference: ModelReference, field: string): ResolvedInput {
    if ('model' in reference) {
      const found = this.#sqlite.prepare('SELECT 1 FROM models WHERE id = ?').get(reference.model);
      if (!found) refuse(`${field}.model`, `there is no model ${reference.model}`);
      return { role, modelId: reference.model, inputRunId: null };
    }
    if ('step' in reference)
      return refuse(field, 'a step can only be named inside a pipeline; give a run or a model');
    const run = this.#sqlite
      .prepare('SELECT method, status, output_model_id FROM runs WHERE id = ?')
      .get(reference.run) as { method: string; status: string; output_model_id: number | null } | undefined;
    if (!run) return refuse(`${field}.run`, `there is no run ${reference.run}`);
    if (run.method === 'pipeline' || run.method === 'sensitivity') {
      return refuse(
        `${field}.run`,
        `run ${reference.run} is a ${run.method} and makes no model; name the run that does`,
      );
    }
    if (run.status === 'failed' || run.status === 'killed') {
      return refuse(
        `${field}.run`,
        `run ${reference.run} is ${run.status} and made no model; run it again first`,
      );
    }
    return { role, modelId: run.output_model_id, inputRunId: reference.run };
  }
}

function refuse(path: string, message: string): never {
  const issues: FieldIssue[] = [{ path, message }];
  throw new AppError(
    'invalid_config',
    `The run config was not accepted. ${path}: ${message}. Nothing was scheduled.`,
    {
      issues,
    },
  );
}

function withReferences(config: JobConfig, map: (reference: ModelReference) => ModelReference): JobConfig {
  switch (config.method) {
    case 'train':
      return config;
    case 'distill':
      return {
        ...config,
        teacher: map(config.teacher),
        student: 'base' in config.student ? { base: map(config.student.base) } : config.student,
      };
    default:
      return { ...config, base: map(config.base) };
  }
}

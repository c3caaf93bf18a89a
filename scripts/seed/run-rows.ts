import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Random } from '@/lib/data/random';
import type { SeedStep, SeedStudy } from './studies';

/** How a generated run ended, and when. */
export interface SeedEnding {
  status: 'finished' | 'failed' | 'killed';
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: number;
  startedAt: number;
  finishedAt: number;
}

/** Where a generated run belongs. */
export interface SeedPlace {
  experimentId: number;
  experiment: string;
  createdBy: string;
  datasetId: number;
  workerId: number;
}

/** A step's run. */
export interface SeedJob {
  runId: number;
  parentRunId: number;
  step: SeedStep;
  seed: number;
  /** The models it reads, with the runs that made them. */
  inputs: readonly { role: 'base' | 'teacher'; runId: number; modelId: number }[];
  outputModelId: number | null;
}

/** Backend and its version, tfjs, Node, operating system, processor, commit and whether the tree was dirty. */
const ENVIRONMENT = [
  ...['tensorflow', '2.21.0', '4.22.0', '20.20.2', 'Linux 6.1', 'AMD EPYC 7B13'],
  ...['7c4f76a0b1c2d3e4f5061728394a5b6c7d8e9f00', 0],
];

/** Inserts runs with their inputs, params, attempts and log. */
export class RunRows {
  readonly #insertRun: Database.Statement;
  readonly #insertInput: Database.Statement;
  readonly #insertParam: Database.Statement;
  readonly #insertAttempt: Database.Statement;
  readonly #insertLog: Database.Statement;
  readonly #random: Random;

  constructor(sqlite: Database.Database, random: Random) {
    this.#random = random;
    const columns = [
      'id, parent_run_id, name, method, config, config_group, seed, dataset_name, dataset_id, output_model_id',
      'experiment_id, uid, revision, progress_done, progress_total, status',
      'backend, backend_version, tfjs_version, node_version, os, cpu, git_commit, git_dirty',
      'created_by, created_at, started_at, finished_at, duration_ms, error_code, error_message, worker_id',
    ].join(', ');
    this.#insertRun = sqlite.prepare(
      `INSERT INTO runs (${columns}) VALUES (${columns
        .split(',')
        .map(() => '?')
        .join(', ')})`,
    );
    this.#insertInput = sqlite.prepare(
      'INSERT INTO run_inputs (run_id, role, model_id, input_run_id) VALUES (?, ?, ?, ?)',
    );
    this.#insertParam = sqlite.prepare(
      'INSERT INTO params (run_id, key, value_text, value_num) VALUES (?, ?, ?, ?)',
    );
    this.#insertAttempt = sqlite.prepare(
      'INSERT INTO run_attempts (run_id, attempt, first_step, created_by, created_at) VALUES (?, 1, 0, ?, ?)',
    );
    this.#insertLog = sqlite.prepare(
      'INSERT INTO run_logs (run_id, seq, attempt, level, message, logged_at) VALUES (?, ?, 1, ?, ?, ?)',
    );
  }

  /** Inserts the parent run of a study with `steps` child runs. */
  parent(
    runId: number,
    study: SeedStudy,
    seed: number,
    steps: number,
    place: SeedPlace,
    ending: SeedEnding,
  ): void {
    const { experiment } = place;
    const config = {
      ...study.config,
      experiment,
      steps: study.config.steps.map(({ step, config }) => ({
        step,
        config: { ...config, experiment, seed },
      })),
    };
    this.#run(
      [runId, null, study.name, 'pipeline', JSON.stringify(config), study.group, null, null, null, null],
      steps,
      Array(8).fill(null),
      { ...place, workerId: null },
      ending,
    );
  }

  /** Inserts a step's run. */
  job(
    { runId, parentRunId, step, seed, inputs, outputModelId }: SeedJob,
    place: SeedPlace,
    ending: SeedEnding,
  ): void {
    const { experiment, datasetId } = place;
    const { method, dataset } = step.config;
    const references = Object.fromEntries(inputs.map((input) => [input.role, { run: input.runId }]));
    const config = JSON.stringify({ ...step.config, experiment, seed, ...references });
    this.#run(
      [
        runId,
        parentRunId,
        step.step,
        method,
        config,
        step.group,
        seed,
        dataset.name,
        datasetId,
        outputModelId,
      ],
      1,
      ENVIRONMENT,
      place,
      ending,
    );
    for (const input of inputs) this.#insertInput.run(runId, input.role, input.modelId, input.runId);
    for (const { key, valueText, valueNum } of step.params) {
      if (key === 'experiment') this.#insertParam.run(runId, key, experiment, null);
      else if (key === 'seed') this.#insertParam.run(runId, key, String(seed), seed);
      else if (!key.endsWith('.step')) this.#insertParam.run(runId, key, valueText, valueNum);
    }
    for (const { role, runId: input } of inputs)
      this.#insertParam.run(runId, `${role}.run`, String(input), input);
    this.#insertAttempt.run(runId, place.createdBy, ending.createdAt);
    this.#insertLog.run(runId, 1, 'info', `${step.step}: ${method} on ${dataset.name}.`, ending.startedAt);
    const level = { finished: 'info', failed: 'error', killed: 'warning' }[ending.status];
    this.#insertLog.run(runId, 2, level, ending.errorMessage ?? 'Finished.', ending.finishedAt);
  }

  #run(
    identity: readonly (number | string | null)[],
    units: number,
    environment: readonly (number | string | null)[],
    place: Omit<SeedPlace, 'workerId'> & { workerId: number | null },
    ending: SeedEnding,
  ): void {
    const done = ending.status === 'finished' ? units : units * this.#random.uniform();
    this.#insertRun.run(
      ...identity,
      ...[place.experimentId, randomUUID().replaceAll('-', ''), 12, done, units, ending.status],
      ...environment,
      ...[place.createdBy, ending.createdAt, ending.startedAt, ending.finishedAt],
      ...[ending.finishedAt - ending.startedAt, ending.errorCode, ending.errorMessage, place.workerId],
    );
  }
}

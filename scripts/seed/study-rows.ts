import type Database from 'better-sqlite3';
import type { Random } from '@/lib/data/random';
import { LayerTemplates, SENSITIVITY_LEVELS } from './layer-templates';
import { accuracyScale, curveKind, logPointsFor, MEASURED_ONLY, pointsOf } from './metric-templates';
import { lossOf, validationAccuracy } from './model-facts';
import { ModelRows, type SeedModel } from './model-rows';
import type { SeedNetwork } from './networks';
import { RunRows, type SeedEnding, type SeedPlace } from './run-rows';
import { SEED_SAMPLES, type SeedStep, type SeedStudy } from './studies';

/** How many rows the generated runs should have in all. */
export interface SeedSize {
  runs: number;
  points: number;
  layers: number;
}

/** Of the eleven runs of a study seven train and nine record many layers. */
const RUNS_PER_STUDY = 11;
const TRAINING_RUNS = 7;
const RECORDING_RUNS = 9;
/** One run in so many keeps its histograms. */
const HISTOGRAM_EVERY = 10;
const STAGES = { train: 'trained', prune: 'finetuned', quantize: 'quantized', distill: 'distilled' } as const;

interface DoneStep {
  runId: number;
  model: SeedModel | null;
  accuracy: number;
}

/**
 * Inserts studies run by run; points and layer statistics are only noted, in the temporary table `seed_runs`, for the
 * templates to be expanded.
 */
export class StudyRows {
  readonly #random: Random;
  readonly #size: SeedSize;
  readonly #runs: RunRows;
  readonly #models: ModelRows;
  readonly #templates: LayerTemplates;
  readonly #note: Database.Statement;
  readonly #insertSensitivity: Database.Statement;
  readonly #deviceId: number;
  readonly longestRun: number;
  #points = 0;
  #layers = 0;
  runs = 0;
  /** Runs that ended with a loss of NaN since this was last emptied. */
  diverged: number[] = [];

  constructor(sqlite: Database.Database, random: Random, size: SeedSize, deviceId: number) {
    this.#random = random;
    this.#size = size;
    this.#deviceId = deviceId;
    this.longestRun =
      logPointsFor((1.5 * RUNS_PER_STUDY * size.points) / size.runs / TRAINING_RUNS, 1e6) + 10;
    sqlite.exec(`
      CREATE TEMP TABLE seed_runs (id INTEGER PRIMARY KEY, curve INTEGER, log_points INTEGER, loss_scale REAL,
        accuracy_scale REAL, test_accuracy REAL, test_loss REAL, sparsity REAL, started_at INTEGER, ms_per_point INTEGER,
        stats_kind INTEGER, slots INTEGER, first_layer_id INTEGER, stats_scale REAL)`);
    this.#note = sqlite.prepare(`INSERT INTO seed_runs VALUES (${Array(14).fill('?').join(', ')})`);
    this.#insertSensitivity = sqlite.prepare(`
      INSERT INTO layer_sensitivity (run_id, layer_id, technique, tensor, granularity, level, achieved_sparsity,
        coupled_group, split, samples, correct, accuracy, loss, accuracy_drop)
      VALUES (?, ?, 'prune', 'kernel', 'element', ?, ?, ?, 'validation', ?, ?, ?, ?, ?)`);
    this.#runs = new RunRows(sqlite, random);
    this.#models = new ModelRows(sqlite, random);
    this.#templates = new LayerTemplates(sqlite);
  }

  /** Inserts a parent and its steps, as many as still belong to the database. */
  study(study: SeedStudy, place: SeedPlace, createdAt: number): void {
    const random = this.#random;
    const seed = random.int(2 ** 32);
    const parentRunId = this.runs + 1;
    const steps = study.steps.slice(0, this.#size.runs - parentRunId);
    const level = study.steps[0].network.accuracy + 0.003 * random.normal();
    let clock = createdAt + 2_000;
    const endings = steps.map((step, index) => {
      const ending = this.#ending(study, step, index, createdAt, clock);
      clock = ending.finishedAt + 300;
      return ending;
    });
    this.#runs.parent(parentRunId, study, seed, steps.length, place, parentEnding(endings, createdAt));
    this.runs++;
    const done: DoneStep[] = [];
    steps.forEach((step, index) => {
      const ending = endings[index];
      const ownLevel = step.network === study.steps[0].network ? level : step.network.accuracy;
      const wanted = Math.min(0.997, ownLevel + step.change + 0.001 * random.normal());
      const accuracy = Math.round(wanted * SEED_SAMPLES.test) / SEED_SAMPLES.test;
      done.push(this.#step(step, seed, parentRunId, done, place, ending, accuracy));
    });
  }

  #step(
    step: SeedStep,
    seed: number,
    parentRunId: number,
    done: readonly DoneStep[],
    place: SeedPlace,
    ending: SeedEnding,
    accuracy: number,
  ): DoneStep {
    const runId = ++this.runs;
    const { network, sparsity, bits, config } = step;
    const base = step.base === null ? null : done[step.base];
    const makesModel = config.method !== 'sensitivity' && ending.status === 'finished';
    const facts = {
      runId,
      name: step.step,
      owner: place.createdBy,
      createdAt: ending.finishedAt,
      network,
      sparsity,
      bits,
      parent: base?.model ?? null,
      accuracy,
      datasetId: place.datasetId,
      deviceId: this.#deviceId,
    };
    const model = makesModel ? this.#models.model(facts) : null;
    if (model && config.method === 'quantize') this.#models.calibration(facts, model, config.observer);
    const inputs = (['base', 'teacher'] as const).flatMap((role) => {
      const input = step[role] === null ? undefined : done[step[role]];
      return input?.model ? [{ role, runId: input.runId, modelId: input.model.modelId }] : [];
    });
    this.#runs.job(
      { runId, parentRunId, step, seed, inputs, outputModelId: model?.modelId ?? null },
      place,
      ending,
    );
    if (config.method === 'sensitivity' && base?.model) this.#sensitivity(runId, network, base);
    this.#noteRun(runId, step, model ?? base?.model ?? null, ending, accuracy);
    return { runId, model, accuracy };
  }

  #noteRun(
    runId: number,
    step: SeedStep,
    model: SeedModel | null,
    ending: SeedEnding,
    accuracy: number,
  ): void {
    const isWhole = ending.status === 'finished';
    const { method } = step.config;
    const makesModel = method !== 'sensitivity';
    const wanted = (this.#size.points * runId) / this.#size.runs - this.#points;
    const logPoints = step.trains ? logPointsFor(isWhole ? wanted : wanted / 2, this.longestRun) : 1;
    if (makesModel) this.#points += step.trains ? pointsOf(logPoints) : pointsOf(0);
    if (ending.errorCode === 'diverged') this.diverged.push(runId);
    const results = isWhole && makesModel ? [accuracy, lossOf(accuracy), step.sparsity] : [null, null, null];
    const [kind, slots] = isWhole ? this.#slots(runId, step) : [null, 0];
    this.#note.run(
      ...[runId, makesModel ? (step.trains ? curveKind(runId) : MEASURED_ONLY) : null, logPoints],
      ...[
        0.8 + 0.4 * this.#random.uniform(),
        accuracyScale(validationAccuracy(accuracy), logPoints),
        ...results,
      ],
      ...[ending.startedAt, Math.floor((ending.finishedAt - ending.startedAt) / (logPoints + 1))],
      ...[kind, slots, model?.firstLayerId ?? null],
      runId % HISTOGRAM_EVERY === 2 ? 1 : 0.85 + 0.3 * this.#random.uniform(),
    );
  }

  /** Kind of layer statistics of a run, and at how many moments it records them. */
  #slots(runId: number, { network, config, sparsity }: SeedStep): [kind: number, slots: number] {
    const { method } = config;
    if (method === 'sensitivity') {
      this.#layers += network.kernels.length * SENSITIVITY_LEVELS.length;
      return [this.#templates.sensitivityKind(network), SENSITIVITY_LEVELS.length];
    }
    const rows = network.tensors.length;
    const average = (this.#size.layers / this.#size.runs) * (RUNS_PER_STUDY / RECORDING_RUNS);
    const most = 2 * Math.ceil((1.5 * average) / rows) + 2;
    const wanted = ((this.#size.layers * runId) / this.#size.runs - this.#layers) / rows;
    const whole = Math.max(1, Math.min(most, Math.round(wanted)));
    const slots = method === 'prune' ? 2 * Math.ceil(whole / 2) : whole;
    this.#layers += rows * slots;
    return [this.#templates.kind(network, STAGES[method], sparsity, most), slots];
  }

  /** The first layer is the most sensitive one, the last comes next. */
  #sensitivity(runId: number, network: SeedNetwork, base: DoneStep): void {
    const samples = SEED_SAMPLES.validation;
    const untouched = Math.round(validationAccuracy(base.accuracy) * samples);
    network.kernels.forEach((position, place) => {
      const weight = place === 0 ? 0.9 : place === network.kernels.length - 1 ? 0.6 : 0.25;
      const own = weight * (0.8 + 0.4 * this.#random.uniform());
      for (const level of SENSITIVITY_LEVELS) {
        const drop = own * level ** 7 + 0.0008 * this.#random.normal();
        const correct = Math.round(Math.max(0.1 * samples, Math.min(samples, untouched - drop * samples)));
        this.#insertSensitivity.run(
          ...[runId, (base.model?.firstLayerId ?? 0) + position, level, level],
          ...[
            network.groups.get(network.layers[position].layer.name) ?? null,
            samples,
            correct,
            correct / samples,
          ],
          ...[lossOf(correct / samples), (untouched - correct) / samples],
        );
      }
    });
  }

  #ending(study: SeedStudy, step: SeedStep, index: number, createdAt: number, startedAt: number): SeedEnding {
    const isNeeded = study.steps.some(({ base, teacher }) => base === index || teacher === index);
    const fate = isNeeded ? 1 : this.#random.uniform();
    const full = Math.round(4_000 + step.network.macs / 100 + 60_000 * this.#random.uniform());
    const times = (share: number) => ({
      createdAt,
      startedAt,
      finishedAt: startedAt + Math.round(share * full),
    });
    if (fate < 0.02 && step.trains) {
      const errorMessage = 'The loss became NaN. Try a smaller learning rate.';
      return { status: 'failed', errorCode: 'diverged', errorMessage, ...times(0.4) };
    }
    if (fate < 0.03) {
      const errorMessage = 'The worker of this run went silent for over 30 s. Run it again.';
      return { status: 'failed', errorCode: 'worker_lost', errorMessage, ...times(0.6) };
    }
    if (fate < 0.04)
      return { status: 'killed', errorCode: 'cancelled', errorMessage: 'Cancelled.', ...times(0.3) };
    return { status: 'finished', errorCode: null, errorMessage: null, ...times(1) };
  }
}

function parentEnding(endings: readonly SeedEnding[], createdAt: number): SeedEnding {
  const count = (status: string) => endings.filter((ending) => ending.status === status).length;
  const status = count('failed') > 0 ? 'failed' : count('killed') > 0 ? 'killed' : 'finished';
  return {
    status,
    createdAt,
    startedAt: endings[0]?.startedAt ?? createdAt,
    finishedAt: endings.at(-1)?.finishedAt ?? createdAt,
    errorCode: endings.find((ending) => ending.status === 'failed')?.errorCode ?? null,
    errorMessage: status === 'failed' ? `${count('failed')} of ${endings.length} runs failed.` : null,
  };
}

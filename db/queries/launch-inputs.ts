import {
  architectureCounts,
  forecastModel,
  type ModelForecast,
  type TensorCounts,
  tensorCounts,
  usualImages,
} from '@/lib/domain/model-forecast';
import type { Network } from '@/lib/domain/network';
import {
  type ArchitectureConfig,
  type JobConfig,
  runConfigSchema,
  type TrainingConfig,
} from '@/lib/domain/run-config';
import type { TrackingDatabase } from '../client';
import { listDatasets } from './estimates';

/** A model that a new run can read, or the run that is about to make one. */
export interface LaunchInput {
  runId: number;
  /** Null while the run has not made it yet. */
  modelId: number | null;
  /** False for models besides the output of their run, as those of earlier pruning rounds: they are named by id. */
  isOutput: boolean;
  name: string;
  experimentName: string;
  status: string;
  method: string;
  storedBytes: number | null;
  testCorrect: number | null;
  testSamples: number | null;
  /** What is known, or foretold, of the model; null when neither. Its tensors stand in {@link LaunchInputs.networks}. */
  forecast: Omit<ModelForecast, 'tensors'> | null;
  /** Index into {@link LaunchInputs.networks}. */
  network: number | null;
  /** Images and training of the run that makes it, as defaults for the next. */
  dataset: JobConfig['dataset'] | null;
  training: TrainingConfig | null;
}

/** Inputs a form can offer. */
export interface LaunchInputs {
  inputs: LaunchInput[];
  /** The distinct networks of the inputs. */
  networks: TensorCounts[];
  /** How many there are in all that match. */
  total: number;
}

interface InputRow {
  runId: number;
  modelId: number | null;
  outputModelId: number | null;
  name: string;
  experimentName: string;
  status: string;
  method: string;
  config: string;
  network: string | null;
  sparsity: number | null;
  bits: number | null;
  storedBytes: number | null;
  testCorrect: number | null;
  testSamples: number | null;
}

// The signs keep SQLite from indexes that nearly all runs match: from the newest on, few are read.
const OFFERED = `
  FROM runs r
  JOIN experiments e ON e.id = r.experiment_id
  LEFT JOIN models m ON m.run_id = r.id
  WHERE +r.method IN ('train', 'prune', 'quantize', 'distill') AND +r.deleted_at IS NULL
    AND (+r.status = 'finished' AND m.id IS NOT NULL OR +r.status IN ('scheduled', 'running') AND m.id IS NULL)
    AND (? = '' OR instr(lower(coalesce(m.name, r.name) || ' #' || r.id || ' ' || coalesce(m.architecture, '')
      || ' ' || e.name || ' ' || r.method), lower(?)) > 0)`;

/**
 * Models and open runs that a new run can read, the newest first; those whose name, number, architecture, experiment
 * or method contains the text. Named runs and models are part of it whatever the text.
 */
export function listLaunchInputs(
  db: TrackingDatabase,
  {
    search,
    limit,
    runIds = [],
    modelIds = [],
  }: {
    search: string;
    limit: number;
    runIds?: readonly number[];
    modelIds?: readonly number[];
  },
): LaunchInputs {
  const columns = `
    SELECT r.id AS runId, m.id AS modelId, r.output_model_id AS outputModelId, coalesce(m.name, r.name) AS name,
      e.name AS experimentName, r.status, r.method, r.config, m.network, m.sparsity, m.bits,
      m.sparse_bytes AS storedBytes, v.correct AS testCorrect, v.samples AS testSamples`;
  const evaluation = `
    LEFT JOIN evaluations v ON v.id = (SELECT max(id) FROM evaluations WHERE model_id = m.id AND split = 'test')`;
  const text = search.trim();
  const rows = db.sqlite
    .prepare(
      `${columns} ${OFFERED.replace('WHERE', `${evaluation} WHERE`)} ORDER BY r.id DESC, m.id DESC LIMIT ?`,
    )
    .all(text, text, limit) as InputRow[];
  const [byRun, byModel] = [JSON.stringify(runIds), JSON.stringify(modelIds)];
  const named = db.sqlite
    .prepare(`${columns} ${OFFERED.replace('WHERE', `${evaluation} WHERE`)}
      AND r.id IN (
        SELECT value FROM json_each(?) UNION SELECT run_id FROM models WHERE id IN (SELECT value FROM json_each(?)))
      AND (m.id IN (SELECT value FROM json_each(?)) OR r.id IN (SELECT value FROM json_each(?))
        AND m.id IS r.output_model_id)`)
    .all('', '', byRun, byModel, byModel, byRun) as InputRow[];
  const seen = new Set(rows.map(({ runId, modelId }) => `${runId} ${modelId}`));
  const all = [...rows, ...named.filter(({ runId, modelId }) => !seen.has(`${runId} ${modelId}`))];
  // All are counted: there the index serves.
  const total = db.sqlite
    .prepare(`SELECT count(*) ${OFFERED.replaceAll('+r.', 'r.')}`)
    .pluck()
    .get(text, text) as number;
  const forecasts = new Forecasts(db);
  const inputs = all.map((row): LaunchInput => {
    const job = jobOf(row.config);
    const forecast = row.modelId === null ? forecasts.ofRun(row.runId) : forecasts.ofModel(row);
    return {
      runId: row.runId,
      modelId: row.modelId,
      isOutput: row.modelId === null || row.modelId === row.outputModelId,
      name: row.name,
      experimentName: row.experimentName,
      status: row.status,
      method: row.method,
      storedBytes: row.storedBytes,
      testCorrect: row.testCorrect,
      testSamples: row.testSamples,
      forecast: forecast && withoutTensors(forecast),
      network: forecast?.tensors ? forecasts.networks.indexOf(forecast.tensors) : null,
      dataset: job?.dataset ?? null,
      training: job ? trainingOf(job) : null,
    };
  });
  return { inputs, networks: forecasts.networks, total };
}

function withoutTensors({ tensors: _tensors, ...rest }: ModelForecast): Omit<ModelForecast, 'tensors'> {
  return rest;
}

function jobOf(config: string): JobConfig | null {
  const parsed = runConfigSchema.safeParse(JSON.parse(config));
  return parsed.success && parsed.data.method !== 'pipeline' ? parsed.data : null;
}

/** Epochs, batch size and optimizer of a job; null for one that does not train. */
function trainingOf(job: JobConfig): TrainingConfig | null {
  switch (job.method) {
    case 'train':
    case 'distill':
      return { epochs: job.epochs, batchSize: job.batchSize, optimizer: job.optimizer };
    case 'prune':
      return job.finetune;
    case 'quantize':
      return job.training ?? null;
    case 'sensitivity':
      return null;
  }
}

const DEEPEST_CHAIN = 100;

/** What is known of models, each distinct network counted once. */
class Forecasts {
  readonly networks: TensorCounts[] = [];
  readonly #db: TrackingDatabase;
  readonly #byText = new Map<string, TensorCounts>();

  constructor(db: TrackingDatabase) {
    this.#db = db;
  }

  ofModel(row: Pick<InputRow, 'network' | 'sparsity' | 'bits'>): ModelForecast {
    const tensors = this.#counts(row.network ?? '');
    return {
      architecture: tensors.architecture,
      tensors,
      sparsity: row.sparsity ?? 0,
      bits: row.bits ?? 32,
      isPerChannel: true,
    };
  }

  /** The model that a run has made or will make. */
  ofRun(runId: number, depth = 0): ModelForecast | null {
    const row = this.#db.sqlite
      .prepare(
        'SELECT r.config, m.network, m.sparsity, m.bits FROM runs r LEFT JOIN models m ON m.id = r.output_model_id WHERE r.id = ?',
      )
      .get(runId) as Pick<InputRow, 'config' | 'network' | 'sparsity' | 'bits'> | undefined;
    if (!row || depth > DEEPEST_CHAIN) return null;
    if (row.network !== null) return this.ofModel(row);
    const job = jobOf(row.config);
    if (!job) return null;
    return forecastModel(
      job,
      (reference) => {
        if ('run' in reference) return this.ofRun(reference.run, depth + 1);
        return 'model' in reference ? this.#ofModelId(reference.model) : null;
      },
      (architecture) => this.#ofArchitecture(architecture, job.dataset.name),
    );
  }

  #ofModelId(id: number): ModelForecast | null {
    const row = this.#db.sqlite.prepare('SELECT network, sparsity, bits FROM models WHERE id = ?').get(id);
    return row ? this.ofModel(row as InputRow) : null;
  }

  #ofArchitecture(architecture: ArchitectureConfig, datasetName: string): TensorCounts | null {
    const dataset = listDatasets(this.#db).find(({ name }) => name === datasetName);
    const counts = architectureCounts(architecture, dataset ?? usualImages(datasetName));
    return counts && this.#known(counts);
  }

  #counts(network: string): TensorCounts {
    const earlier = this.#byText.get(network);
    if (earlier) return earlier;
    const counts = this.#known(tensorCounts(JSON.parse(network) as Network));
    this.#byText.set(network, counts);
    return counts;
  }

  #known(counts: TensorCounts): TensorCounts {
    const text = JSON.stringify(counts);
    const earlier = this.networks.find((known) => JSON.stringify(known) === text);
    if (!earlier) this.networks.push(counts);
    return earlier ?? counts;
  }
}

import { describe, expect, it } from 'vitest';
import { estimateSize, type Knowledge, planJobs } from '@/app/launch/estimate-size';
import { estimateTime } from '@/app/launch/estimate-time';
import { merged } from '@/app/launch/use-inputs';
import { type EstimateBasis, readEstimateBasis, type TimedKind } from '@/db/queries/estimates';
import { listLaunchInputs } from '@/db/queries/launch-inputs';
import { scheduleRun } from '@/db/schedule-run';
import { measureModelSize } from '@/lib/compression/model-size';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { forecastStoredBytes, tensorCounts } from '@/lib/domain/model-forecast';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import { runWork } from '@/lib/domain/run-work';
import { initialModel } from '@/lib/models/initial-weights';
import { temporaryDatabase } from '../../db/temporary-database';
import { recordExperiment } from '../fixture';

const MNIST = { train: 55_000, validation: 5_000, test: 10_000 };
const DATASETS = [
  { name: 'mnist', splits: MNIST, shape: [28, 28, 1] as [number, number, number], classes: 10 },
];
const MACHINE = { backend: 'tensorflow', cpu: 'AMD EPYC (2 threads)' };
const lenet300 = tensorCounts(buildNetwork({ name: 'lenet-300-100' }, [28, 28, 1], 10));
const lenet5 = tensorCounts(buildNetwork({ name: 'lenet-5' }, [28, 28, 1], 10));

const job = (config: object) => {
  const parsed = parseRunConfig({ experiment: 'x', ...config });
  if (parsed.method === 'pipeline') throw new Error('a job was expected');
  return parsed;
};
const prune = (finalSparsity: number, epochs: number, more: object = {}) =>
  job({ method: 'prune', base: { run: 2 }, finalSparsity, finetune: { epochs }, ...more });

/** The model that a finished run made, as the page knows it. */
const input = (runId: number, architecture: string, network: number, more: object = {}) => ({
  runId,
  modelId: runId,
  isOutput: true,
  name: 'm',
  experimentName: 'x',
  status: 'finished',
  method: 'train',
  storedBytes: null,
  testCorrect: null,
  testSamples: null,
  forecast: { architecture, sparsity: 0, bits: 32, isPerChannel: true, ...more },
  network,
  dataset: null,
  training: null,
});
const knowledge: Knowledge = {
  inputs: [input(2, 'lenet-300-100', 0), input(3, 'lenet-5', 1)],
  networks: [lenet300, lenet5],
  datasets: DATASETS,
};

/** Durations of real runs on all of MNIST: four epochs of fine-tuning, 50, 80, 90 and 95 % of lenet-300-100. */
const REAL_PRUNES = [12_450, 17_490, 13_511, 12_764];
const kind = (method: string, more: Partial<TimedKind>): TimedKind => ({
  method,
  isTraining: true,
  architecture: 'lenet-300-100',
  macs: 266_200,
  datasetName: 'mnist',
  ...MACHINE,
  runs: [],
  ...more,
});
const real = kind('prune', {
  runs: REAL_PRUNES.map((durationMs, index) => ({ runId: 6 + index, work: 695_000, durationMs })),
});
const basis = (...kinds: TimedKind[]): EstimateBasis => ({
  kinds,
  datasets: DATASETS,
  machine: MACHINE,
  openRuns: 0,
});

describe('the work of a job', () => {
  it.each<[string, object, number]>([
    // 4 epochs of 3 * 55,000 + 5,000, then 5,000 + 10,000
    [
      'four epochs of pruning',
      { method: 'prune', base: { run: 1 }, finalSparsity: 0.9, finetune: { epochs: 4 } },
      695_000,
    ],
    [
      'two rounds of two',
      { method: 'prune', base: { run: 1 }, finalSparsity: 0.9, rounds: 2, finetune: { epochs: 2 } },
      695_000,
    ],
    ['no fine-tuning', { method: 'prune', base: { run: 1 }, finalSparsity: 0.9, finetune: null }, 15_000],
    ['ten levels and the baseline', { method: 'sensitivity', base: { run: 1 } }, 55_000],
    ['calibration', { method: 'quantize', base: { run: 1 } }, 15_512],
    ['no calibration', { method: 'quantize', base: { run: 1 }, mode: 'dynamic' }, 15_000],
    [
      'fewer images',
      {
        method: 'train',
        architecture: { name: 'lenet-5' },
        dataset: { trainSamples: 100, validationSamples: 10, testSamples: 20 },
      },
      340,
    ],
  ])('%s', (_, config, work) => {
    expect(runWork(job(config), MNIST)).toBe(work);
  });
});

describe('the size of a model', () => {
  // Stored bytes of real runs; evenly spread zeros foretell them to the byte.
  it.each([
    [0.5, 567_315],
    [0.8, 247_875],
    [0.9, 141_395],
    [0.95, 88_155],
  ])('lenet-300-100 at sparsity %d', (sparsity, bytes) => {
    const [planned] = planJobs(prune(sparsity, 4), knowledge);
    expect(estimateSize(planned.model)).toMatchObject({
      storedBytes: bytes,
      float32Bytes: 1_066_440,
      parameters: 266_610,
      macs: 266_200,
    });
  });

  it('is by hand: three kernels, each as bitmap and nonzero values, and 410 biases', () => {
    const byHand = 29_400 + 94_080 + (3_750 + 12_000) + (125 + 400) + 4 * 410;
    expect(forecastStoredBytes(lenet300, { sparsity: 0.9, bits: 32, isPerChannel: true })).toBe(byHand);
    // int8: one byte a weight, a scale for each of 410 channels or of 3 kernels.
    const int8 = { sparsity: 0, bits: 8 };
    expect(forecastStoredBytes(lenet300, { ...int8, isPerChannel: true })).toBe(266_200 + 4 * 410 + 4 * 410);
    expect(forecastStoredBytes(lenet300, { ...int8, isPerChannel: false })).toBe(266_200 + 4 * 3 + 4 * 410);
  });

  it.each(['lenet-300-100', 'lenet-5', 'convnet-32-64', 'resnet-8', 'mobilenet-mini'] as const)(
    'of a new %s is what storing it takes',
    (name) => {
      const network = buildNetwork({ name }, [28, 28, 1], 10);
      const { sparseBytes } = measureModelSize(initialModel(network, 1));
      const counts = tensorCounts(network);
      const dense = forecastStoredBytes(counts, { sparsity: 0, bits: 32, isPerChannel: true });
      // New biases are zeros, which the measured encoding leaves out.
      expect(dense - sparseBytes).toBeGreaterThanOrEqual(0);
      expect(dense - sparseBytes).toBeLessThanOrEqual(4 * counts.otherValues);
    },
  );

  it('of a network that never ran is told from its architecture, on images of the data set', () => {
    const fresh = { inputs: [], networks: [], datasets: [] };
    const parametersOf = (name: string, dataset: string) => {
      const config = job({ method: 'train', architecture: { name } as never, dataset: { name: dataset } });
      return estimateSize(planJobs(config, fresh)[0].model)?.parameters;
    };
    // 784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10, and the same from 32 * 32 * 3 = 3072 values.
    expect(parametersOf('lenet-300-100', 'mnist')).toBe(266_610);
    expect(parametersOf('lenet-300-100', 'cifar-10')).toBe(266_610 + (3072 - 784) * 300);
    const small = {
      ...fresh,
      datasets: [{ ...knowledge.datasets[0], name: 'tiny', shape: [4, 4, 1] as never }],
    };
    const [planned] = planJobs(
      job({ method: 'train', architecture: { name: 'lenet-5' }, dataset: { name: 'tiny' } }),
      small,
    );
    expect(estimateSize(planned.model)).toBeNull();
  });

  it('follows the steps of a pipeline: zeros stay through quantization', () => {
    const config = parseRunConfig({
      method: 'pipeline',
      experiment: 'x',
      steps: [
        { step: 'p', config: { experiment: 'x', method: 'prune', base: { run: 2 }, finalSparsity: 0.9 } },
        { step: 's', config: { experiment: 'x', method: 'sensitivity', base: { step: 'p' } } },
        { step: 'q', config: { experiment: 'x', method: 'quantize', base: { step: 'p' }, bits: 4 } },
      ],
    });
    const jobs = planJobs(config, knowledge);
    expect(jobs.map(({ model }) => model && [model.sparsity, model.bits])).toEqual([
      [0.9, 32],
      null,
      [0.9, 4],
    ]);
    // bitmaps 29,400 + 3,750 + 125, half a byte for each nonzero 11,760 + 1,500 + 50, scales and biases
    expect(estimateSize(jobs[2].model)?.storedBytes).toBe(33_275 + 13_310 + 4 * 410 + 4 * 410);
  });

  it('is not told where nothing is known', () => {
    const [unknown] = planJobs(job({ method: 'prune', base: { run: 99 }, finalSparsity: 0.5 }), knowledge);
    expect(estimateSize(unknown.model)).toBeNull();
  });
});

describe('the time of a run', () => {
  it('is the median of earlier runs of the same kind, by their work', () => {
    const jobs = planJobs(prune(0.7, 4), knowledge);
    // Between 12,764 and 13,511.
    expect(estimateTime(jobs, basis(real))).toEqual({
      durationMs: 13_137.5,
      lowMs: 12_450,
      highMs: 17_490,
      nearness: 'same',
      runIds: [6, 7, 8, 9],
    });
    // Eight epochs are 1,375,000 passes, 1.978 times as many.
    const twice = estimateTime(planJobs(prune(0.7, 8), knowledge), basis(real));
    expect(twice?.durationMs).toBeCloseTo((13_137.5 * 1_375) / 695, 6);
  });

  it('would have told a real run from the three others within a third', () => {
    real.runs.forEach(({ runId, durationMs }) => {
      const others = { ...real, runs: real.runs.filter((run) => run.runId !== runId) };
      const told = estimateTime(planJobs(prune(0.7, 4), knowledge), basis(others))?.durationMs ?? 0;
      expect(told / durationMs).toBeGreaterThan(0.66);
      expect(told / durationMs).toBeLessThan(1.34);
    });
  });

  it('goes by other trainings of the network, then by other networks and their MACs', () => {
    const jobs = planJobs(prune(0.7, 4, { base: { run: 3 } }), knowledge);
    const train = kind('train', {
      architecture: 'lenet-5',
      macs: 2_293_000,
      runs: [{ runId: 3, work: 695_000, durationMs: 74_662 }],
    });
    expect(estimateTime(jobs, basis(real, train))).toMatchObject({
      nearness: 'training',
      durationMs: 74_662,
      runIds: [3],
    });
    const scaled = estimateTime(jobs, basis(real));
    expect(scaled).toMatchObject({ nearness: 'macs' });
    expect(scaled?.durationMs).toBeCloseTo((13_137.5 * 2_293_000) / 266_200, 6);
  });

  it('prefers runs of about as much work, and knows nothing of other machines', () => {
    const small = { runId: 1, work: 3_000, durationMs: 900 };
    const jobs = planJobs(prune(0.7, 4), knowledge);
    expect(estimateTime(jobs, basis({ ...real, runs: [...real.runs, small] }))?.runIds).toEqual([6, 7, 8, 9]);
    expect(estimateTime(jobs, basis({ ...real, runs: [small] }))?.runIds).toEqual([1]);
    expect(estimateTime(jobs, basis({ ...real, cpu: 'another' }))).toBeUndefined();
    expect(estimateTime(jobs, { ...basis(real), machine: null })).toBeUndefined();
  });
});

describe('what the database tells', () => {
  it('finished runs by kind, with work and duration', () => {
    const db = temporaryDatabase();
    const { runs } = recordExperiment(db, 'starter', 'Ada');
    const id = runs.get('lenet-5 pruned 90 %') ?? 0;
    db.sqlite.prepare('UPDATE runs SET duration_ms = 4321 WHERE id = ?').run(id);
    const told = readEstimateBasis(db);
    expect(told.machine).toEqual({ backend: 'tensorflow', cpu: 'AMD EPYC 7B13' });
    expect(told.datasets).toEqual(DATASETS);
    const found = told.kinds.find(
      ({ method, architecture }) => method === 'prune' && architecture === 'lenet-5',
    );
    // One epoch of 3 * 55,000 + 1,000, then 1,000 + 2,000.
    expect(found?.runs.find(({ runId }) => runId === id)).toEqual({
      runId: id,
      work: 169_000,
      durationMs: 4321,
    });
    db.sqlite.prepare('UPDATE runs SET attempt = 2 WHERE id = ?').run(id);
    expect(JSON.stringify(readEstimateBasis(db).kinds)).not.toContain('4321');
  });

  it('nothing, on a new database', () => {
    const db = temporaryDatabase();
    expect(readEstimateBasis(db)).toEqual({ kinds: [], datasets: [], machine: null, openRuns: 0 });
    expect(listLaunchInputs(db, { search: '', limit: 10 })).toEqual({ inputs: [], networks: [], total: 0 });
  });

  it('models and open runs as inputs; an open run has the model that its config makes', () => {
    const db = temporaryDatabase();
    const { runs } = recordExperiment(db, 'starter', 'Ada');
    const base = runs.get('lenet-5') ?? 0;
    const add = (config: object) =>
      scheduleRun(db, { experiment: 'starter', ...config }, { createdBy: 'Bo' }).runId;
    const pruned = add({
      method: 'prune',
      base: { run: base },
      finalSparsity: 0.75,
      name: 'open "one" \u4e2d',
    });
    const quantized = add({ method: 'quantize', base: { run: pruned }, bits: 4 });
    const { inputs, networks, total } = listLaunchInputs(db, { search: '', limit: 2 });
    expect(total).toBe(17 - 2 + 2);
    expect(inputs.map(({ runId }) => runId)).toEqual([quantized, pruned]);
    expect(inputs[0]).toMatchObject({
      status: 'scheduled',
      modelId: null,
      forecast: { architecture: 'lenet-5', sparsity: 0.75, bits: 4 },
    });
    expect(networks[inputs[0].network ?? -1]).toEqual(lenet5);
    const search = (text: string) =>
      listLaunchInputs(db, { search: text, limit: 50 }).inputs.map((i) => i.runId);
    expect(search('"ONE" \u4e2d')).toEqual([pruned]);
    expect(search("%' OR 1=1")).toEqual([]);
    expect(search(`#${base}`)).toContain(base);
    const named = listLaunchInputs(db, { search: 'nothing has this name', limit: 50, runIds: [base] });
    expect(named.inputs.map(({ runId }) => runId)).toEqual([base]);
    db.sqlite.prepare('UPDATE runs SET deleted_at = 1 WHERE id = ?').run(pruned);
    expect(search('')).not.toContain(pruned);
  });

  it('found by a search later, they keep their own networks', () => {
    const first = { inputs: [input(2, 'lenet-300-100', 0)], networks: [lenet300], total: 2 };
    const more = {
      inputs: [input(2, 'lenet-300-100', 0), input(3, 'lenet-5', 1)],
      networks: [lenet300, lenet5],
      total: 2,
    };
    const both = merged(first, more);
    expect(both.inputs.map(({ runId }) => runId)).toEqual([2, 3]);
    expect(both.networks[both.inputs[1].network ?? -1]).toBe(lenet5);
  });
});

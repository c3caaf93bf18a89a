import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sensitiveFrom } from '@/app/experiments/sensitivity-scale';
import { repeatCommand } from '@/app/runs/repeat-command';
import type { TrackingDatabase } from '@/db/client';
import { insertNote } from '@/db/notes/save-note';
import { listClassMetrics } from '@/db/queries/class-metrics';
import { findLayerOverview, listLayerDistributions, MOST_MOMENTS } from '@/db/queries/layers';
import { getModelChain } from '@/db/queries/model-chain';
import { listQuantizers, MOST_STRIP_BARS } from '@/db/queries/quantizers';
import { findRunParts, getRun, listEvaluations, listLogLines, listParams } from '@/db/queries/run';
import { listNotesCiting } from '@/db/queries/run-notes';
import { updateConclusion } from '@/db/run-conclusion';
import { scheduleRun } from '@/db/schedule-run';
import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import type { LayerStage, RunRecorder } from '@/lib/domain/recorder';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';
import { recordExperiment } from './fixture';

const TRAIN = { method: 'train', experiment: 'page', architecture: { name: 'lenet-5' } };

/** A run in progress with a model of one layer per name; ids in the order of the names. */
function runWithLayers(db: TrackingDatabase, names: string[]) {
  const { runId } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
  const recorder = recorderOf(db, claimNext(db));
  const { modelId, layerIds } = recorder.model({
    name: 'm',
    network: buildNetwork({ name: 'lenet-5' }, [28, 28, 1], 10),
    quantization: null,
    parentModelId: null,
    parameters: 4,
    nonzeros: 4,
    macs: 4,
    bits: 32,
    float32Bytes: 16,
    gzipBytes: 16,
    sparseBytes: 16,
    int8Bytes: 4,
    weightsHash: 'b'.repeat(64),
    layers: names.map((name, position) => ({
      position,
      name,
      type: 'dense',
      inputShape: [2],
      outputShape: [2],
      kernelShape: [2, 2],
      parameters: 4,
      nonzeros: 4,
      macs: 4,
      coupledGroup: null,
      originLayerId: null,
    })),
  });
  return { runId, recorder, modelId, ids: names.map((name) => layerIds.get(name) ?? 0) };
}

function look(
  recorder: RunRecorder,
  layerId: number,
  at: { stage: LayerStage; step: number; round?: number; target?: number | null },
  values: number[],
) {
  recorder.layerStats({
    layerId,
    tensor: 'kernel',
    stage: at.stage,
    step: at.step,
    round: at.round ?? 0,
    targetSparsity: at.target ?? null,
    statistics: layerStatistics(Float32Array.from(values)),
  });
}

describe('layers over moments', () => {
  it('keeps rounds of pruning in the order in which they happened', () => {
    const db = temporaryDatabase();
    const { runId, recorder, ids } = runWithLayers(db, ['fc']);
    look(recorder, ids[0], { stage: 'baseline', step: 0 }, [1, 2]);
    look(recorder, ids[0], { stage: 'pruned', step: 0, round: 1, target: 0.5 }, [0, 2]);
    look(recorder, ids[0], { stage: 'finetuned', step: 100, round: 1, target: 0.5 }, [0, 3]);
    look(recorder, ids[0], { stage: 'pruned', step: 100, round: 2, target: 0.9 }, [0, 0]);
    look(recorder, ids[0], { stage: 'finetuned', step: 200, round: 2, target: 0.9 }, [0, 0]);
    recorder.flush();
    const overview = findLayerOverview(db, runId, 'kernel');
    expect(overview?.moments.map(({ key, targetSparsity }) => [key, targetSparsity])).toEqual([
      ['0/0/baseline', null],
      ['1/0/pruned', 0.5],
      ['1/100/finetuned', 0.5],
      ['2/100/pruned', 0.9],
      ['2/200/finetuned', 0.9],
    ]);
    expect(overview?.layers).toEqual([
      {
        id: ids[0],
        name: 'fc',
        type: 'dense',
        kernelShape: [2, 2],
        count: 2,
        sparsities: [0, 0.5, 0.5, 1, 1],
      },
    ]);
  });

  it('mlflow#8145: a histogram of the nonzero values comes with each moment, zeros apart', () => {
    const db = temporaryDatabase();
    const { runId, recorder, ids } = runWithLayers(db, ['a', 'b']);
    look(recorder, ids[0], { stage: 'trained', step: 1 }, [0, 0, -1, 1]);
    look(recorder, ids[0], { stage: 'trained', step: 2 }, [0, 0, 0, 0]);
    look(recorder, ids[1], { stage: 'trained', step: 2 }, [5, 5, 5, 5]);
    recorder.flush();
    const [a, b] = listLayerDistributions(db, runId, 'kernel', [ids[1], ids[0]]);
    expect([a.name, b.name]).toEqual(['a', 'b']);
    const [first, second] = a.points;
    expect(first).toMatchObject({
      moment: '0/1/trained',
      count: 4,
      zeros: 2,
      sparsity: 0.5,
      mean: 0,
      min: -1,
      max: 1,
    });
    // Bins of width 2 / 64 over [-1, 1]: one value in the first, one in the last.
    expect(first.histogram).toEqual({ lo: -1, hi: 1, counts: [1, ...Array(62).fill(0), 1] });
    // Of -1, 0, 0, 1 the median is 0; of -1 and 1 a quarter of the way is -0.5.
    expect(first.quantiles[3]).toBe(0);
    expect(first.nonzeroQuantiles[2]).toBe(-0.5);
    expect(second).toMatchObject({ sparsity: 1, nonzeroQuantiles: Array(7).fill(null) });
    expect(second.histogram?.counts.every((count) => count === 0)).toBe(true);
    expect(b.points).toHaveLength(1);
    expect(findLayerOverview(db, runId, 'kernel')?.layers[1].sparsities).toEqual([null, 0]);
  });

  it('gives of very many moments evenly spread ones with the first and the last, and says how many there are', () => {
    const db = temporaryDatabase();
    const { runId, recorder, ids } = runWithLayers(db, ['fc']);
    const steps = MOST_MOMENTS * 3;
    for (let step = 1; step <= steps; step++) look(recorder, ids[0], { stage: 'trained', step }, [step]);
    recorder.flush();
    const overview = findLayerOverview(db, runId, 'kernel');
    expect(overview?.momentCount).toBe(steps);
    expect(overview?.moments).toHaveLength(MOST_MOMENTS);
    expect([overview?.moments[0].step, overview?.moments.at(-1)?.step]).toEqual([1, steps]);
    const [{ points }] = listLayerDistributions(db, runId, 'kernel', ids);
    expect(points.map(({ moment }) => moment)).toEqual(overview?.moments.map(({ key }) => key));
  });

  it('mlflow#16555: statistics and histograms that no recorder writes do not break the page', () => {
    const db = temporaryDatabase();
    const { runId, recorder, ids } = runWithLayers(db, ['x'.repeat(5000)]);
    look(recorder, ids[0], { stage: 'trained', step: 1 }, [1, 2]);
    recorder.flush();
    db.sqlite.exec('UPDATE layer_stat_rows SET mean = NULL, q50 = NULL, std = 9e999');
    db.sqlite.prepare('UPDATE layer_histogram_rows SET histogram = ?').run(Buffer.from('short'));
    const [{ points }] = listLayerDistributions(db, runId, 'kernel', ids);
    expect(points[0]).toMatchObject({ mean: null, std: Number.POSITIVE_INFINITY, histogram: null });
    expect(points[0].quantiles[3]).toBeNull();
  });

  it('falls back to a tensor that was looked at; a run without layers has none', () => {
    const db = temporaryDatabase();
    const { runId, recorder, ids } = runWithLayers(db, ['fc']);
    expect(findLayerOverview(db, runId, 'kernel')).toBeUndefined();
    look(recorder, ids[0], { stage: 'trained', step: 1 }, [1]);
    recorder.flush();
    expect(findLayerOverview(db, runId, 'bias')).toMatchObject({ tensor: 'kernel', tensors: ['kernel'] });
    expect(listLayerDistributions(db, runId, "'; DROP TABLE runs; --", ids)).toEqual([]);
    expect(findRunParts(db, runId)).toEqual({
      metrics: false,
      layers: true,
      sensitivity: false,
      quantizers: false,
    });
  });
});

it('sums quantizers of channels up: the worst of the channels that share a bar, in the order of the channels', () => {
  const db = temporaryDatabase();
  const { runId, recorder, modelId, ids } = runWithLayers(db, ['fc']);
  const channels = MOST_STRIP_BARS * 2;
  const quantizer = (channel: number) => ({
    layerId: ids[0],
    tensor: 'kernel' as const,
    channel,
    bits: 8,
    scheme: 'symmetric' as const,
    scale: (channel + 1) / 1000,
    zeroPoint: 0,
    quantMin: -127,
    quantMax: 127,
    rangeMin: -1,
    rangeMax: 1,
    clippedFraction: channel === 0 ? 0.25 : 0,
    sqnrDb: channel === 1 ? null : 40 - channel / 100,
  });
  const calibration = {
    split: 'train' as const,
    samples: 8,
    batches: 1,
    sampleHash: 'c',
    method: 'minMax',
    parameters: {},
  };
  recorder.calibration({ modelId, ...calibration }, [
    ...Array.from({ length: channels }, (_, channel) => quantizer(channel)),
    { ...quantizer(-1), tensor: 'activation' as const },
  ]);
  recorder.flush();
  const [kernel, activation] = listQuantizers(db, runId);
  expect(kernel).toMatchObject({ channels, isPerChannel: true, scaleMin: 0.001, scaleMax: channels / 1000 });
  expect(kernel.clippedFraction).toBeCloseTo(0.25 / channels, 12);
  expect(kernel.strip).toHaveLength(MOST_STRIP_BARS);
  expect(kernel.strip[0]).toEqual({ from: 0, to: 1, scale: 0.002, clippedFraction: 0.25, sqnrDb: 40 });
  expect(kernel.strip.at(-1)).toMatchObject({ from: channels - 2, to: channels - 1, scale: channels / 1000 });
  expect(activation).toMatchObject({ tensor: 'activation', isPerChannel: false, channels: 1, strip: [] });
});

describe('over a recorded experiment', () => {
  const read = () => {
    const db = temporaryDatabase();
    const { runs } = recordExperiment(db, 'starter', 'Ada');
    return { db, idOf: (name: string) => runs.get(name) ?? 0 };
  };

  it('a chain goes from the first model to the run, with teachers beside it and uses after it', () => {
    const { db, idOf } = read();
    const chain = getModelChain(db, idOf('lenet-300-100 pruned 90 % int8'));
    expect(chain.steps.map(({ name }) => name)).toEqual([
      'lenet-300-100',
      'lenet-300-100 pruned 90 %',
      'lenet-300-100 pruned 90 % int8',
    ]);
    expect(chain.steps.map(({ technique }) => technique)).toEqual(['baseline', 'prune', 'combined']);
    expect(chain).toMatchObject({ teachers: [], uses: [], useCount: 0 });

    const student = getModelChain(db, idOf('student 30 distilled'));
    expect(student.steps.map(({ name }) => name)).toEqual(['student 30 distilled']);
    expect(student.teachers).toMatchObject([
      { studentRunId: idOf('student 30 distilled'), teacher: { name: 'lenet-300-100', testSamples: 2000 } },
    ]);

    const first = getModelChain(db, idOf('lenet-300-100'));
    expect(first.useCount).toBe(7);
    expect(first.uses[0]).toMatchObject({ name: 'student 30 distilled', role: 'teacher' });
    expect(first.uses.at(-1)).toMatchObject({
      name: 'lenet-300-100 sensitivity',
      role: 'base',
      modelId: null,
    });
  });

  it('classes have the names of the data set, or their numbers', () => {
    const { db, idOf } = read();
    db.sqlite.exec(`UPDATE datasets SET class_names = '["zero","</script>"]'`);
    const runId = idOf('lenet-5');
    const metrics = listClassMetrics(db, runId);
    expect(listEvaluations(db, runId)).toHaveLength(2);
    expect(metrics).toHaveLength(20);
    expect(metrics.slice(0, 3).map(({ className }) => className)).toEqual(['zero', '</script>', '2']);
    expect(metrics[0]).toMatchObject({ classIndex: 0, samples: 100 });
  });

  it('the command that repeats a run gives the command line its config whole, whatever is typed in it', () => {
    const { db } = read();
    const config = { ...TRAIN, name: `it's "$(touch x)" \`y\` \\ 中文 </script>\nJSON\n`, seed: 7 };
    const { runId } = scheduleRun(db, config, { createdBy: 'Ada' });
    const { config: stored } = getRun(db, runId);
    const folder = mkdtempSync(join(tmpdir(), 'lathe-repeat-'));
    try {
      // Stands for npm: writes down its arguments, passes its input on.
      writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho "$@" >&2\nexec cat\n');
      chmodSync(join(folder, 'npm'), 0o755);
      const output = execFileSync('bash', ['-c', repeatCommand(stored, 'abc123')], {
        env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const again = scheduleRun(db, JSON.parse(output.toString()), { createdBy: 'Bo' });
      expect(getRun(db, again.runId).config).toBe(stored);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(listParams(db, runId)).toContainEqual({ key: 'seed', value: '7' });
  });
});

describe('a conclusion', () => {
  const text = (characters: number) => 'é'.repeat(characters);

  it('mlflow#3032 mlflow#13575 optuna#1340: 100 kB are saved, and more than is possible is refused with the limit', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    expect(updateConclusion(db, runId, { before: '', after: text(100_000) }).isSaved).toBe(true);
    expect(getRun(db, runId).conclusion).toBe(text(100_000));
    const change = { before: text(100_000), after: text(400_001) };
    expect(() => updateConclusion(db, runId, change)).toThrow('at most 400000 characters, found 400001');
    expect(() => updateConclusion(db, 99, { before: '', after: 'x' })).toThrow('no such run');
  });

  it('is not written over one that somebody else saved meanwhile', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
    updateConclusion(db, runId, { before: '', after: 'theirs' });
    expect(updateConclusion(db, runId, { before: '', after: 'mine' })).toEqual({
      isSaved: false,
      conclusion: 'theirs',
    });
    expect(updateConclusion(db, runId, { before: 'theirs', after: 'mine' })).toEqual({
      isSaved: true,
      conclusion: 'mine',
    });
  });
});

it('finds the notes that speak of a run, and no others', () => {
  const db = temporaryDatabase();
  const write = (title: string, type: 'markdown' | 'sql', source: string) =>
    insertNote(db, { title, cells: [{ uid: crypto.randomUUID().replaceAll('-', ''), type, source }] }, 'Ada');
  write('hash', 'markdown', 'As #42, but sparser.');
  write('word', 'markdown', 'See Run 42.');
  write('link', 'markdown', 'here: [x](/runs/42)');
  write('sql', 'sql', 'SELECT * FROM metrics WHERE run_id = 42');
  write('list', 'sql', 'SELECT * FROM metrics WHERE run_id IN (7, 42)');
  write('longer', 'markdown', '#421, run 423, run_id = 142');
  write('other', 'markdown', 'We ran 42 images; runner 4 2');
  expect(
    listNotesCiting(db, 42)
      .map(({ title }) => title)
      .sort(),
  ).toEqual(['hash', 'link', 'list', 'sql', 'word']);
  expect(listNotesCiting(db, 42).find(({ title }) => title === 'hash')?.excerpt).toBe('As #42, but sparser.');
  expect(listNotesCiting(db, 9)).toEqual([]);
  write('image', 'markdown', `![pic](/api/notes/6/images/${'a'.repeat(64)})\nAs #43 shows.`);
  expect(listNotesCiting(db, 43)[0].excerpt).toBe('pic As #43 shows.');
});

it('the log is searched in SQL, by text as it is typed and by level', () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, TRAIN, { createdBy: 'Ada' });
  const recorder = recorderOf(db, claimNext(db));
  recorder.log('info', '100 % of a_b');
  recorder.log('warning', 'Slow \\ disk');
  recorder.log('error', '100 images of axb');
  recorder.flush();
  const found = (query: Parameters<typeof listLogLines>[2]) =>
    listLogLines(db, runId, query, 10).map(({ seq }) => seq);
  const [first, second, third] = found({});
  expect(found({ search: '100 %' })).toEqual([first]);
  expect(found({ search: 'a_b' })).toEqual([first]);
  expect(found({ search: '\\' })).toEqual([second]);
  expect(found({ search: 'SLOW' })).toEqual([second]);
  expect(found({ atLeast: 'warning' })).toEqual([second, third]);
  expect(found({ atLeast: 'error' })).toEqual([third]);
  expect(found({ beforeSeq: third })).toEqual([first, second]);
});

it('a layer is sensitive from the lowest sparsity, and from the most bits, that cost more than a point', () => {
  const cell = (level: number, accuracyDrop: number) => ({
    layer: 'fc',
    level,
    achievedSparsity: 0,
    samples: 1000,
    correct: 900,
    accuracyDrop,
  });
  expect(sensitiveFrom([cell(0.5, 0.01), cell(0.8, 0.011), cell(0.9, 0.2)])).toBe(0.8);
  expect(sensitiveFrom([cell(2, 0.4), cell(4, 0.02), cell(8, 0)], 'quantize')).toBe(4);
  expect(sensitiveFrom([cell(0.5, 0.01)])).toBeUndefined();
});

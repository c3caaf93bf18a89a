import { describe, expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { updateExperimentDescription } from '@/db/experiment-description';
import { insertNote } from '@/db/notes/save-note';
import { getExperiment, listExperiments } from '@/db/queries/experiments';
import { listModels } from '@/db/queries/models';
import { listQuantizers } from '@/db/queries/quantizers';
import { getRunStamp, listLogLines } from '@/db/queries/run';
import { createRunChangeReader } from '@/db/queries/run-changes';
import { listGridRuns } from '@/db/queries/run-grid';
import { listRunsById } from '@/db/queries/run-list';
import { listSensitivityMaps } from '@/db/queries/sensitivity';
import { updateConclusion } from '@/db/run-conclusion';
import { purgeRuns } from '@/db/run-purge';
import { endRun, requestCancel } from '@/db/run-queue';
import { refreshRunResults } from '@/db/run-results';
import { tagRuns, untagRuns } from '@/db/run-tags';
import { archiveRuns, trashRuns } from '@/db/run-trash';
import { scheduleRun } from '@/db/schedule-run';
import { noteContentSchema } from '@/lib/domain/note-content';
import { gridQuery } from '../db/grid-runs';
import { claimNext, recorderOf, temporaryDatabase } from '../db/temporary-database';
import { recordExperiment } from './fixture';

const train = (name: string, experiment = 'names') => ({
  method: 'train',
  experiment,
  name,
  architecture: { name: 'lenet-5' },
});

describe('over a recorded experiment', () => {
  const read = () => {
    const db = temporaryDatabase();
    const { parentRunId, runs } = recordExperiment(db, 'starter', 'Ada');
    const idOf = (name: string) => runs.get(name) ?? 0;
    return { db, parentRunId, idOf };
  };

  it('experiments count runs that are no parents, and name people', () => {
    const { db } = read();
    expect(listExperiments(db, 10)).toHaveLength(1);
    expect(getExperiment(db, 1)).toMatchObject({ runsByStatus: { finished: 17 }, people: ['Ada'] });
    expect(() => getExperiment(db, 2)).toThrow('no such experiment');
  });

  it('the experiments with the newest runs come first, and only as many as asked for', () => {
    const { db } = read();
    for (const name of ['second', 'third']) scheduleRun(db, train('x', name), { createdBy: 'Bo' });
    scheduleRun(db, train('y', 'second'), { createdBy: 'Bo' });
    const names = listExperiments(db, 2).map(({ name }) => name);
    expect(names).toHaveLength(2);
    expect(new Set(names)).toEqual(new Set(['second', 'third']));
  });

  it('a run knows its technique and its baseline through the whole chain', () => {
    const { db, idOf } = read();
    const names = [
      'lenet-5',
      'lenet-5 pruned 90 %',
      'lenet-5 int8',
      'lenet-300-100 pruned 90 % int8',
      'student 30 distilled',
    ];
    const rows = listRunsById(db, names.map(idOf));
    expect(rows.map((row) => row.name)).toEqual(names);
    expect(rows.map((row) => row.technique)).toEqual([
      'baseline',
      'prune',
      'quantize',
      'combined',
      'distill',
    ]);
    expect(rows.map((row) => row.baselineRunId)).toEqual([
      null,
      idOf('lenet-5'),
      idOf('lenet-5'),
      idOf('lenet-300-100'),
      idOf('lenet-300-100'),
    ]);
    const [baseline, pruned, quantized] = rows;
    expect(pruned.baselineCorrect).toBe(baseline.testCorrect);
    expect(quantized).toMatchObject({ testEngine: 'simulated', bits: 8, storedBytes: baseline.parameters });
    // 431,080 weights and biases of LeNet-5, a tenth of them kept: a bit for each, four bytes for each nonzero.
    expect(pruned.storedBytes).toBe(Math.ceil(431_080 / 8) + 43_108 * 4);
  });

  it('run_results, kept while runs are scheduled and recorded, equals what the raw rows give', () => {
    const { db } = read();
    const results = db.sqlite.prepare('SELECT * FROM run_results ORDER BY run_id');
    const kept = results.all() as { test_accuracy: number | null; baseline_run_id: number | null }[];
    expect(kept.length).toBe(db.sqlite.prepare('SELECT count(*) FROM runs').pluck().get());
    expect(kept.filter((row) => row.test_accuracy !== null).length).toBeGreaterThan(10);
    refreshRunResults(db.sqlite, db.sqlite.prepare('SELECT id FROM runs').pluck().all() as number[]);
    expect(results.all()).toEqual(kept);
  });

  it('sorts in SQL, rows without the value last in both directions, pages without gaps', () => {
    const { db } = read();
    for (const descending of [true, false]) {
      const byAccuracy = (window: { offset?: number; limit: number }) =>
        listGridRuns(db, gridQuery({ sort: [{ column: 'accuracy', descending }], ...window })).rows;
      const all = byAccuracy({ limit: 100 });
      const found = all.map((row) =>
        row.testCorrect === null ? null : row.testCorrect / (row.testSamples ?? 1),
      );
      const values = found.filter((value) => value !== null);
      expect(values).toHaveLength(15);
      expect(found.slice(15)).toEqual([null, null, null]);
      expect(values).toEqual([...values].sort((a, b) => (descending ? b - a : a - b)));
      const paged = [0, 7, 14].flatMap((offset) => byAccuracy({ offset, limit: 7 }));
      expect(paged).toEqual(all);
    }
  });

  it('keeps to an experiment or a parent', () => {
    const { db, parentRunId } = read();
    scheduleRun(db, train('elsewhere', 'other'), { createdBy: 'Bo' });
    expect(listGridRuns(db, gridQuery({ limit: 1 })).total).toBe(19);
    expect(listGridRuns(db, gridQuery({ experimentId: 1, limit: 1 })).total).toBe(18);
    expect(listGridRuns(db, gridQuery({ parentRunId, limit: 1 })).total).toBe(17);
  });

  it('maps the sensitivity of each model, layers in the order of the network', () => {
    const { db, idOf } = read();
    const maps = listSensitivityMaps(db, 1);
    expect(maps.map(({ modelName, layers }) => [modelName, layers])).toEqual([
      ['lenet-300-100', ['fc1', 'fc2', 'fc3']],
      ['lenet-5', ['conv1', 'conv2', 'fc1', 'fc2']],
    ]);
    expect(maps[0].levels).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]);
    expect(maps[0].cells).toHaveLength(30);
    expect(maps[0].runId).toBe(idOf('lenet-300-100 sensitivity'));
    for (const { samples, correct, accuracyDrop } of maps[0].cells) {
      expect(0.97 - correct / samples).toBeCloseTo(accuracyDrop, 10);
    }
  });

  it('sums quantizers of channels up', () => {
    const { db, idOf } = read();
    const [row] = listQuantizers(db, idOf('lenet-5 int8'));
    expect(row).toMatchObject({
      layer: 'conv1',
      channels: 4,
      zeroPointMin: 0,
      rangeMax: 0.2,
      method: 'minMax',
    });
    expect(row.scaleMin).toBeLessThan(row.scaleMax);
  });

  it('lists models', () => {
    const { db } = read();
    expect(listModels(db, 100)).toHaveLength(15);
    expect(listModels(db, 1)[0]).toMatchObject({ name: 'student 30 distilled', testSamples: 2000 });
  });
});

describe('the log', () => {
  it('gives the last lines after a line, oldest first', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, train('log'), { createdBy: 'Ada' });
    const recorder = recorderOf(db, claimNext(db));
    for (let line = 1; line <= 9; line++) recorder.log('info', `line ${line}`);
    recorder.flush();
    const messages = (afterSeq: number, limit: number) =>
      listLogLines(db, runId, { afterSeq }, limit).map(({ message }) => message);
    expect(messages(0, 3)).toEqual(['line 7', 'line 8', 'line 9']);
    expect(messages(8, 3)).toEqual(['line 9']);
    expect(messages(9, 3)).toEqual([]);
  });
});

describe('changes of runs', () => {
  it('tell of new, recorded and ended runs once each', () => {
    const db = temporaryDatabase();
    const reader = createRunChangeReader(db);
    expect(reader.read()).toBeUndefined();
    const { runId } = scheduleRun(db, train('watched'), { createdBy: 'Ada' });
    expect(reader.read()?.runs).toMatchObject([{ id: runId, status: 'scheduled' }]);
    expect(reader.read()).toBeUndefined();
    const recorder = recorderOf(db, claimNext(db));
    expect(reader.read()).toMatchObject({ runs: [{ id: runId, status: 'running' }], areMore: false });
    recorder.metric('train/loss', 1, 1);
    recorder.flush();
    expect(reader.read()?.runs).toHaveLength(1);
    const waiting = scheduleRun(db, train('killed at once'), { createdBy: 'Ada' }).runId;
    requestCancel(db, waiting, 'Ada');
    expect(reader.read()?.runs).toMatchObject([{ id: waiting, status: 'killed' }]);
    expect(reader.read()).toBeUndefined();
  });

  it('tell of ended runs that somebody tags, concludes, archives, trashes or purges, also while another goes on', async () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, train('ended'), { createdBy: 'Ada' });
    endRun(db, claimNext(db), { status: 'finished' });
    scheduleRun(db, train('goes'), { createdBy: 'Ada' });
    const recorder = recorderOf(db, claimNext(db));
    const reader = createRunChangeReader(db);
    const acts = [
      () => tagRuns(db, [runId], 'keep', 'Eve'),
      () => untagRuns(db, [runId], 'keep'),
      () => updateConclusion(db, runId, { before: '', after: 'It learns.' }),
      () => archiveRuns(db, [runId]),
      () => trashRuns(db, [runId], 'Eve'),
    ];
    let stamp = getRunStamp(db, runId);
    for (const act of acts) {
      act();
      expect(reader.read()).toMatchObject({ runs: [{ id: runId, status: 'finished' }], areMore: false });
      expect(reader.read()).toBeUndefined();
      expect(getRunStamp(db, runId)).not.toBe(stamp);
      stamp = getRunStamp(db, runId);
      // A sign of life of the other run is no news.
      recorder.flush();
      expect(reader.read()).toBeUndefined();
    }
    await purgeRuns(db, [runId], 'Eve');
    expect(reader.read()).toMatchObject({ runs: [{ id: runId, revision: -1 }] });
  });

  it('say that there are more when another process wrote ended runs, or what stands beside runs changed', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, train('ended'), { createdBy: 'Ada' });
    endRun(db, claimNext(db), { status: 'finished' });
    const reader = createRunChangeReader(db);
    const other = openTrackingDatabase(db.dataDir);
    tagRuns(other, [runId], 'keep', 'Eve');
    expect(reader.read()).toEqual({ runs: [], areMore: true, areNotes: false });
    updateExperimentDescription(other, 1, { before: '', after: 'Which layers?' });
    other.close();
    expect(reader.read()).toEqual({ runs: [], areMore: true, areNotes: false });
    expect(reader.read()).toBeUndefined();
    const content = noteContentSchema.parse({ title: 'Notes', cells: [] });
    insertNote(db, content, 'Ada');
    expect(reader.read()).toEqual({ runs: [], areMore: false, areNotes: true });
    expect(reader.read()).toBeUndefined();
  });
});

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { endRun } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { decodeHistogram } from '@/lib/analysis/histogram-codec';
import { AppError } from '@/lib/domain/errors';
import type { ModelRecord, SensitivityRecord, TensorStatistics } from '@/lib/domain/recorder';
import { claimNext, recorderOf, temporaryDatabase } from './temporary-database';

function claimed() {
  const db = temporaryDatabase();
  scheduleRun(
    db,
    { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } },
    { createdBy: 'ada' },
  );
  const claim = claimNext(db);
  return { db, claim, recorder: recorderOf(db, claim) };
}

const model: ModelRecord = {
  name: 'net',
  network: {
    architecture: 'tiny',
    inputShape: [1, 1, 2],
    classes: 2,
    layers: [{ name: 'fc1', type: 'dense', inputs: ['input'], units: 2, useBias: true }],
  },
  quantization: null,
  parentModelId: null,
  parameters: 6,
  nonzeros: 3,
  macs: 4,
  bits: 32,
  float32Bytes: 24,
  gzipBytes: 20,
  sparseBytes: 13,
  int8Bytes: 12,
  weightsHash: 'ab'.repeat(32),
  layers: [
    {
      position: 0,
      name: 'fc1',
      type: 'dense',
      inputShape: [2],
      outputShape: [2],
      kernelShape: [2, 2],
      parameters: 6,
      nonzeros: 3,
      macs: 4,
      coupledGroup: null,
      originLayerId: null,
    },
  ],
};

const statistics: TensorStatistics = {
  count: 4,
  zeros: 1,
  mean: 0.5,
  std: 0.25,
  min: 0,
  max: 1,
  l1: 2,
  l2: 1.5,
  quantiles: [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99],
  nonzeroQuantiles: null,
  histogram: { lo: 0.25, hi: 1, counts: Uint32Array.from({ length: 64 }, (_, bin) => (bin < 3 ? 1 : 0)) },
};

function all(db: TrackingDatabase, sql: string): unknown[] {
  return db.sqlite.prepare(sql).raw().all();
}

describe('metrics', () => {
  it('mlflow#22826 mlflow#22827: keeps NaN, the infinities and the extremes of floating point', () => {
    const { db, recorder } = claimed();
    const values = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      5e-324,
      1.7976931348623157e308,
      0.1,
    ];
    values.forEach((value, step) => {
      recorder.metric('loss', step, value);
    });
    recorder.flush();
    const rows = all(
      db,
      "SELECT CASE is_nan WHEN 1 THEN 'NaN' ELSE value END FROM metrics ORDER BY step",
    ) as [unknown][];
    expect(rows.map(([value]) => (value === 'NaN' ? Number.NaN : value))).toEqual(values);
  });

  it('mlflow#26108: a model is stored where a metric was NaN, and NaN comes again at the same step', () => {
    const { db, recorder } = claimed();
    for (const value of [Number.NaN, Number.NaN, 1]) recorder.metric('loss', 7, value);
    recorder.flush();
    recorder.outputModel(recorder.model(model).modelId);
    recorder.metric('loss', 7, Number.NaN);
    recorder.flush();
    expect(all(db, 'SELECT is_nan, value FROM metrics ORDER BY seq')).toEqual([
      [1, null],
      [1, null],
      [0, 1],
      [1, null],
    ]);
    expect(all(db, 'SELECT name FROM models')).toEqual([['net']]);
  });

  it('mlflow#24577 mlflow#20807 fasttrackml#54 anemoi-core#190: a write that failed and is tried again doubles no point', () => {
    const { db, recorder } = claimed();
    // The second key cannot be written, when the first already is: the transaction takes both back.
    db.sqlite.exec(`CREATE TEMP TRIGGER broken BEFORE INSERT ON main.metric_rows
      WHEN new.step = 2 BEGIN SELECT RAISE(ABORT, 'broken'); END`);
    recorder.metric('loss', 1, 0.5);
    recorder.metric('loss', 2, 0.25);
    expect(() => recorder.flush()).toThrow(/broken/);
    expect(all(db, 'SELECT count(*) FROM metric_rows')).toEqual([[0]]);
    db.sqlite.exec('DROP TRIGGER broken');
    recorder.flush();
    recorder.flush();
    expect(all(db, 'SELECT step, value FROM metrics ORDER BY step')).toEqual([
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(all(db, 'SELECT point_count, last_value FROM run_metrics')).toEqual([[2, 0.25]]);
  });

  it('SwanLab#1406: points and log lines have the time they were recorded at, not that of the write', () => {
    const { db, recorder } = claimed();
    const before = Date.now();
    recorder.metric('loss', 1, 0.5);
    recorder.log('info', 'first');
    const after = Date.now();
    while (Date.now() < after + 5) {
      // The clock goes on before the write.
    }
    recorder.flush();
    const times = [
      ...all(db, 'SELECT recorded_at FROM metrics'),
      ...all(db, 'SELECT logged_at FROM run_logs'),
    ];
    for (const [time] of times as [number][]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
  });

  it('keeps all points of one step, in their order, and steps beyond 2^31', () => {
    const { db, recorder } = claimed();
    for (const value of [3, 1, 2]) recorder.metric('loss', 2 ** 40, value);
    recorder.flush();
    recorder.metric('loss', 2 ** 40, 1);
    recorder.flush();
    expect(all(db, 'SELECT step, value FROM metrics ORDER BY step, seq')).toEqual(
      [3, 1, 2, 1].map((value) => [2 ** 40, value]),
    );
  });

  it('run_metrics equals the raw points, over many flushes, steps out of order and NaN', () => {
    const { db, recorder } = claimed();
    const points: [number, number][] = [
      [1, 5],
      [2, Number.NaN],
      [9, 3],
      [4, -7],
      [10, Number.NaN],
      [3, 8],
    ];
    for (const [step, value] of points) {
      recorder.metric('a', step, value);
      recorder.metric('b/and "c"', step, value * 2);
      recorder.flush();
    }
    // Of step 10 the last value is NaN; smallest and largest of 5, 3, -7, 8.
    expect(
      all(
        db,
        'SELECT k.name, last_value, last_is_nan, last_step, min_value, max_value, point_count FROM run_metrics m JOIN metric_keys k ON k.id = m.key_id ORDER BY k.name',
      ),
    ).toEqual([
      ['a', null, 1, 10, -7, 8, 6],
      ['b/and "c"', null, 1, 10, -14, 16, 6],
    ]);
  });

  it('clearml#383 Sacred#457 Sacred#786 Sacred#833: drops nothing of 1,000 keys', () => {
    const { db, recorder } = claimed();
    for (let key = 0; key < 1000; key++)
      for (let step = 0; step < 20; step++) recorder.metric(`key ${key}`, step, step);
    recorder.flush();
    expect(all(db, 'SELECT count(*), count(DISTINCT key) FROM metrics')).toEqual([[20_000, 1000]]);
  });
});

describe('what else a run records', () => {
  it('models with versions and layers, statistics and histograms by name', () => {
    const { db, recorder } = claimed();
    const { modelId, layerIds } = recorder.model(model);
    expect(recorder.model(model).modelId).not.toBe(modelId);
    expect(all(db, 'SELECT name, version, sparsity FROM models ORDER BY id')).toEqual([
      ['net', 1, 0.5],
      ['net', 2, 0.5],
    ]);
    const layerId = layerIds.get('fc1') ?? -1;
    recorder.layerStats({
      layerId,
      tensor: 'kernel',
      stage: 'pruned',
      step: 3,
      round: 1,
      targetSparsity: 0.25,
      statistics,
    });
    recorder.flush();
    expect(
      all(
        db,
        'SELECT model_id, layer, tensor, stage, step, round, target_sparsity, value_count, zeros, sparsity, q01, q50, q99, nz_q50 FROM layer_stats',
      ),
    ).toEqual([[modelId, 'fc1', 'kernel', 'pruned', 3, 1, 0.25, 4, 1, 0.25, 0.01, 0.5, 0.99, null]]);
    const [[zeros, blob]] = all(db, 'SELECT zeros, histogram FROM layer_histograms') as [number, Buffer][];
    expect(zeros).toBe(1);
    expect(decodeHistogram(blob)).toEqual(statistics.histogram);
  });

  it('sensitivity, with a rollup over all runs that equals the raw rows', () => {
    const { db, recorder } = claimed();
    const layerId = recorder.model(model).layerIds.get('fc1') ?? -1;
    const point: Omit<SensitivityRecord, 'level' | 'correct' | 'accuracyDrop'> = {
      layerId,
      technique: 'prune',
      tensor: 'kernel',
      granularity: 'element',
      achievedSparsity: 0.5,
      split: 'validation',
      samples: 200,
      loss: 0.3,
    };
    recorder.sensitivity({ ...point, level: 0.5, correct: 180, accuracyDrop: 0.05 });
    recorder.sensitivity({ ...point, level: 0.9, correct: 100, accuracyDrop: 0.45 });
    const second = recorder.model(model).layerIds.get('fc1') ?? -1;
    recorder.sensitivity({ ...point, layerId: second, level: 0.9, correct: 120, accuracyDrop: 0.35 });
    recorder.flush();
    const raw = `SELECT m.architecture, l.name, s.technique, s.granularity, s.level, count(*), sum(s.accuracy_drop), max(s.accuracy_drop)
      FROM layer_sensitivity s JOIN layers l ON l.id = s.layer_id JOIN models m ON m.id = l.model_id GROUP BY 1, 2, 3, 4, 5`;
    expect(all(db, 'SELECT * FROM sensitivity_rollup')).toEqual(all(db, raw));
    expect(all(db, 'SELECT level, accuracy FROM layer_sensitivity ORDER BY layer_id, level')).toEqual([
      [0.5, 0.9],
      [0.9, 0.5],
      [0.9, 0.6],
    ]);
  });

  it('one checkpoint at a time, whose file replaces the one before', () => {
    const { db, recorder } = claimed();
    const artifacts = openArtifactStore(db.dataDir);
    recorder.checkpoint(10, 1, new Uint8Array([1]));
    const [[first]] = all(db, 'SELECT sha256 FROM checkpoints') as [string][];
    expect([...artifacts.get(first)]).toEqual([1]);
    recorder.checkpoint(20, 2, new Uint8Array([2]));
    expect(all(db, 'SELECT step, epoch FROM checkpoints')).toEqual([[20, 2]]);
    expect(existsSync(artifacts.path(first))).toBe(false);
  });

  it('keeps the file of an old checkpoint while another run has one with the same bytes', () => {
    const { db, recorder } = claimed();
    const artifacts = openArtifactStore(db.dataDir);
    const again = { method: 'train', experiment: 'e', architecture: { name: 'lenet-5' } };
    scheduleRun(db, again, { createdBy: 'ada' });
    const twin = recorderOf(db, claimNext(db));
    for (const run of [recorder, twin]) run.checkpoint(10, 1, new Uint8Array([1]));
    const [[first]] = all(db, 'SELECT DISTINCT sha256 FROM checkpoints') as [string][];
    recorder.checkpoint(20, 2, new Uint8Array([2]));
    expect([...artifacts.get(first)]).toEqual([1]);
    twin.checkpoint(20, 2, new Uint8Array([2]));
    expect(existsSync(artifacts.path(first))).toBe(false);
  });

  it('raises the revision of the run and the versions of the tables once for each transaction', () => {
    const { db, recorder } = claimed();
    const state = () =>
      all(
        db,
        "SELECT r.revision, coalesce((SELECT version FROM data_versions WHERE table_name = 'metric_rows'), 0) FROM runs r",
      )[0];
    const [revision] = state() as [number, number];
    recorder.metric('a', 1, 1);
    recorder.metric('a', 2, 1);
    recorder.flush();
    expect(state()).toEqual([revision + 1, 1]);
    recorder.flush();
    expect(state()).toEqual([revision + 1, 1]);
  });
});

describe('a lease that was lost', () => {
  it('stops the recorder, which writes nothing more', () => {
    const { db, claim, recorder } = claimed();
    db.sqlite.prepare("UPDATE runs SET lease_token = 'somebody else' WHERE id = ?").run(claim.runId);
    recorder.metric('loss', 1, 1);
    for (const action of [
      () => recorder.flush(),
      () => recorder.model(model),
      () => endRun(db, claim, { status: 'finished' }),
    ]) {
      expect(action).toThrow(AppError);
      expect(action).toThrow(/no longer holds its lease/);
    }
    expect(all(db, 'SELECT (SELECT count(*) FROM metric_rows) + (SELECT count(*) FROM models)')).toEqual([
      [0],
    ]);
    expect(all(db, 'SELECT status FROM runs')).toEqual([['running']]);
  });
});

describe('a full disk', () => {
  it('fails with storage_failed, leaves the database intact, and the points can be written once there is room', () => {
    const { db, recorder } = claimed();
    recorder.metric('loss', 0, 1);
    recorder.flush();
    const pages = db.sqlite.pragma('page_count', { simple: true }) as number;
    db.sqlite.pragma(`max_page_count = ${pages + 1}`);
    for (let step = 1; step <= 5_000; step++) recorder.metric('loss', step, step);
    expect(() => recorder.flush()).toThrow(/writing to the database failed 5 times.*full/);
    expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(all(db, 'SELECT count(*) FROM metric_rows')).toEqual([[1]]);
    db.sqlite.pragma('max_page_count = 1000000');
    recorder.flush();
    expect(all(db, 'SELECT count(*), max(step) FROM metric_rows')).toEqual([[5_001, 5_000]]);
  });
});

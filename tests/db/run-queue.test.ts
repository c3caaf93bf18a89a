import { describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { resumeRun } from '@/db/resume-run';
import { claimRun, endRun, expireLeases, registerWorker, requestCancel } from '@/db/run-queue';
import { retryRun, scheduleRun } from '@/db/schedule-run';
import { AppError } from '@/lib/domain/errors';
import type { RunConfigInput } from '@/lib/domain/run-config';
import { claimNext, recorderOf, temporaryDatabase } from './temporary-database';

const by = { createdBy: 'ada' };
const train: RunConfigInput = { method: 'train', experiment: 'queue', architecture: { name: 'lenet-5' } };
const prune = (run: number): RunConfigInput => ({
  method: 'prune',
  experiment: 'queue',
  base: { run },
  finalSparsity: 0.5,
});
const distill = (teacher: number, base: number): RunConfigInput => ({
  method: 'distill',
  experiment: 'queue',
  teacher: { run: teacher },
  student: { base: { run: base } },
});
const chain: RunConfigInput = {
  method: 'pipeline',
  experiment: 'queue',
  steps: [
    { step: 'a', config: train as never },
    { step: 'b', config: { method: 'prune', experiment: 'queue', base: { step: 'a' }, finalSparsity: 0.5 } },
    { step: 'c', config: { method: 'quantize', experiment: 'queue', base: { step: 'b' } } },
  ],
};

function statuses(db: TrackingDatabase): string[] {
  return db.sqlite.prepare('SELECT status FROM runs ORDER BY id').pluck().all() as string[];
}

function errorCodes(db: TrackingDatabase): (string | null)[] {
  return db.sqlite.prepare('SELECT error_code FROM runs ORDER BY id').pluck().all() as (string | null)[];
}

function thrown(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('scheduling', () => {
  it('flattens the config so that numbers compare as numbers', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, { ...train, epochs: 12, optimizer: { learningRate: 0.003 } }, by);
    const rows = db.sqlite
      .prepare('SELECT key, value_text, value_num FROM params WHERE run_id = ? ORDER BY key')
      .raw()
      .all(runId);
    expect(rows).toEqual([
      ['architecture.name', 'lenet-5', null],
      ['batchSize', '64', 64],
      ['dataset.name', 'mnist', null],
      ['epochs', '12', 12],
      ['experiment', 'queue', null],
      ['method', 'train', null],
      ['optimizer.learningRate', '0.003', 0.003],
      ['optimizer.name', 'adam', null],
      ['seed', '1', 1],
    ]);
  });

  it('mlflow#1976 mlflow#3931 mlflow#5076 mlflow#6183 mlflow#1870 Lightning#5892 qlib#1317 fasttrackml#1392: long params are stored whole, alone and in a pipeline alike, and one over the limit is refused by its name', () => {
    const db = temporaryDatabase();
    // 10 widths of 4 digits in each of the two: no value of a config is cut.
    const widths = Array.from({ length: 10 }, (_, index) => 8001 + index);
    const wide = { ...train, architecture: { name: 'mlp', widths }, name: '剪'.repeat(200) };
    const { runId } = scheduleRun(db, wide, by);
    const { childRunIds } = scheduleRun(
      db,
      { method: 'pipeline', experiment: 'queue', steps: [{ step: 'a', config: wide }] },
      by,
    );
    for (const id of [runId, childRunIds[0]]) {
      const config = db.sqlite.prepare('SELECT config FROM runs WHERE id = ?').pluck().get(id) as string;
      expect(JSON.parse(config)).toMatchObject({ name: wide.name, architecture: { widths } });
      const values = db.sqlite
        .prepare("SELECT value_text FROM params WHERE run_id = ? AND key LIKE 'architecture.widths%'")
        .pluck()
        .all(id);
      expect(values.join(',').replace(/[[\]]/g, '')).toBe(widths.join(','));
    }
    const long = { ...wide, name: 'n'.repeat(201) };
    const issueOf = (config: object) => thrown(() => scheduleRun(db, config, by));
    expect(issueOf(long)).toMatchObject({ code: 'invalid_config', issues: [{ path: 'name' }] });
    expect(
      issueOf({ method: 'pipeline', experiment: 'queue', steps: [{ step: 'a', config: long }] }),
    ).toMatchObject({ code: 'invalid_config', issues: [{ path: 'steps.0.config.name' }] });
  });

  it('groups configs that differ in seed and name only', () => {
    const db = temporaryDatabase();
    for (const changes of [{ seed: 1 }, { seed: 2, name: 'other' }, { seed: 1, epochs: 9 }])
      scheduleRun(db, { ...train, ...changes }, by);
    const groups = db.sqlite.prepare('SELECT config_group FROM runs ORDER BY id').pluck().all();
    expect(groups[0]).toBe(groups[1]);
    expect(groups[0]).not.toBe(groups[2]);
  });

  it.each([
    ['a missing run', { base: { run: 99 } }, 'base.run', /no run 99/],
    ['a missing model', { base: { model: 99 } }, 'base.model', /no model 99/],
    ['a step outside of a pipeline', { base: { step: 'a' } }, 'base', /inside a pipeline/],
  ])('refuses %s as input and writes nothing', (_, changes, path, message) => {
    const db = temporaryDatabase();
    const error = thrown(() => scheduleRun(db, { ...prune(1), ...changes }, by));
    expect(error.issues).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(db.sqlite.prepare('SELECT count(*) FROM experiments').pluck().get()).toBe(0);
    expect(statuses(db)).toEqual([]);
  });

  it('names the field of a student that goes on from a missing run', () => {
    const db = temporaryDatabase();
    scheduleRun(db, train, by);
    expect(thrown(() => scheduleRun(db, distill(1, 99), by)).issues[0].path).toBe('student.base.run');
  });

  it('refuses a pipeline whole when one of its steps is wrong', () => {
    const db = temporaryDatabase();
    const steps = [...(chain as { steps: object[] }).steps, { step: 'd', config: prune(77) }];
    expect(thrown(() => scheduleRun(db, { ...chain, steps }, by)).issues[0].path).toBe(
      'steps.3.config.base.run',
    );
    expect(statuses(db)).toEqual([]);
  });

  it.each(['a and b or null', `O'Brien "quoted" \`x\``, 'läyer/1.2:β 剪枝 مرحبا', 'x'.repeat(200)])(
    'keeps the name %j',
    (name) => {
      const db = temporaryDatabase();
      const { runId } = scheduleRun(db, { ...train, name, experiment: name }, { createdBy: name });
      const row = db.sqlite
        .prepare(
          'SELECT r.name, e.name, r.created_by FROM runs r JOIN experiments e ON e.id = r.experiment_id WHERE r.id = ?',
        )
        .raw()
        .get(runId);
      expect(row).toEqual([name, name, name]);
    },
  );
});

describe('the life of runs', () => {
  it('claims a run only when its inputs are finished, and the parent follows its children', () => {
    const db = temporaryDatabase();
    scheduleRun(db, chain, by);
    expect(statuses(db)).toEqual(['scheduled', 'scheduled', 'scheduled', 'scheduled']);
    const first = claimNext(db);
    expect(first.runId).toBe(2);
    expect(claimRun(db, registerWorker(db, 'test', 1))).toBeUndefined();
    expect(statuses(db)).toEqual(['running', 'running', 'scheduled', 'scheduled']);
    for (const runId of [2, 3, 4]) {
      const claim = runId === 2 ? first : claimNext(db);
      expect(claim.runId).toBe(runId);
      endRun(db, claim, { status: 'finished' });
    }
    expect(statuses(db)).toEqual(['finished', 'finished', 'finished', 'finished']);
    expect(
      db.sqlite.prepare('SELECT progress_done, progress_total FROM runs WHERE id = 1').raw().get(),
    ).toEqual([3, 3]);
  });

  it('fails what waits for a run that failed, down the chain, and the parent with it', () => {
    const db = temporaryDatabase();
    scheduleRun(db, chain, by);
    endRun(db, claimNext(db), { status: 'failed', errorCode: 'diverged', errorMessage: 'The loss is NaN.' });
    expect(statuses(db)).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(errorCodes(db)).toEqual(['diverged', 'diverged', 'input_failed', 'input_failed']);
    expect(db.sqlite.prepare('SELECT error_message FROM runs WHERE id = 1').pluck().get()).toMatch(
      /3 of 3 runs failed, first run 2/,
    );
  });

  it('cancels scheduled runs at once, running ones through their recorder, and a parent by its children', () => {
    const db = temporaryDatabase();
    scheduleRun(db, chain, by);
    const recorder = recorderOf(db, claimNext(db));
    requestCancel(db, 1, 'grace');
    expect(statuses(db)).toEqual(['running', 'running', 'killed', 'killed']);
    recorder.metric('train/loss', 1, 0.5);
    expect(thrown(() => recorder.flush()).code).toBe('cancelled');
    expect(db.sqlite.prepare('SELECT count(*) FROM metric_rows').pluck().get()).toBe(1);
    expect(db.sqlite.prepare('SELECT message FROM run_logs WHERE run_id = 2').pluck().all()).toEqual([
      'Cancelled by grace.',
    ]);
  });

  it('wandb#6216 wandb#3424 wandb#1450: runs a run again as a new one without the points of the old, and a pipeline whole', () => {
    const db = temporaryDatabase();
    const { runId, childRunIds } = scheduleRun(db, chain, by);
    requestCancel(db, runId, 'ada');
    expect(thrown(() => retryRun(db, childRunIds[1], 'grace')).issues[0].message).toMatch(/is killed/);
    const again = retryRun(db, runId, 'grace');
    expect(again.childRunIds).toHaveLength(3);
    expect(
      db.sqlite
        .prepare('SELECT retry_of_run_id, created_by, status FROM runs WHERE id = ?')
        .raw()
        .get(again.runId),
    ).toEqual([runId, 'grace', 'scheduled']);
    expect(thrown(() => retryRun(db, 99, 'grace')).code).toBe('not_found');

    const alone = scheduleRun(db, train, by).runId;
    const claim = claimNext(db);
    const recorder = recorderOf(db, claim);
    recorder.metric('loss', 1, 0.5);
    recorder.flush();
    endRun(db, claim, { status: 'failed', errorCode: 'internal', errorMessage: 'x' });
    const fresh = retryRun(db, alone, 'grace').runId;
    expect(fresh).not.toBe(alone);
    expect(db.sqlite.prepare('SELECT DISTINCT run_id FROM metrics').pluck().all()).toEqual([claim.runId]);
  });

  it('trackio#125 wandb#5632 wandb#6728 wandb#3890 wandb#1395: resumes from the checkpoint as a new attempt: later points are hidden, waiting runs wait again', () => {
    const db = temporaryDatabase();
    scheduleRun(db, chain, by);
    const claim = claimNext(db);
    const recorder = recorderOf(db, claim);
    for (let step = 1; step <= 10; step++) recorder.metric('loss', step, 100 - step);
    recorder.checkpoint(6, 1, new Uint8Array([1, 2, 3]));
    expect(thrown(() => resumeRun(db, 2, 'grace')).message).toMatch(/it is running/);
    expect(expireLeases(db, Date.now() + 29_000)).toEqual([]);
    expect(expireLeases(db, Date.now() + 31_000)).toEqual([2]);
    expect(errorCodes(db)).toEqual(['worker_lost', 'worker_lost', 'input_failed', 'input_failed']);

    resumeRun(db, 2, 'grace');
    expect(statuses(db)).toEqual(['running', 'scheduled', 'scheduled', 'scheduled']);
    const shown = () =>
      db.sqlite
        .prepare("SELECT step, value FROM metrics WHERE run_id = 2 AND key = 'loss' ORDER BY step")
        .raw()
        .all();
    expect(shown()).toEqual([1, 2, 3, 4, 5, 6].map((step) => [step, 100 - step]));
    const summary = () =>
      db.sqlite
        .prepare('SELECT last_value, last_step, min_value, max_value, point_count FROM run_metrics')
        .raw()
        .get();
    expect(summary()).toEqual([94, 6, 94, 99, 6]);
    const second = claimNext(db);
    expect([second.runId, second.attempt]).toEqual([2, 2]);
    const resumed = recorderOf(db, second);
    resumed.metric('loss', 7, 7);
    resumed.flush();
    expect(shown()).toHaveLength(7);
    expect(summary()).toEqual([7, 7, 7, 99, 7]);
    expect(db.sqlite.prepare('SELECT count(*) FROM metric_rows').pluck().get()).toBe(11);
    expect(thrown(() => recorder.flush()).code).toBe('lease_lost');
    // Another metric may begin at steps that lie before, and another value takes the place of an old one.
    resumed.metric('accuracy', 2, 0.5);
    resumed.flush();
    expect(db.sqlite.prepare("SELECT step, value FROM metrics WHERE key = 'accuracy'").raw().all()).toEqual([
      [2, 0.5],
    ]);
  });

  it('mlflow#7046 mlflow#6169 fasttrackml#43 optuna#4722: params are written once; going on with a run neither repeats nor changes them', () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, { ...train, epochs: 12 }, by);
    const params = () =>
      db.sqlite.prepare('SELECT key, value_text FROM params WHERE run_id = ? ORDER BY key').raw().all(runId);
    const written = params();
    for (let attempt = 1; attempt <= 3; attempt++) {
      const claim = claimNext(db);
      recorderOf(db, claim).checkpoint(attempt, 1, new Uint8Array([attempt]));
      endRun(db, claim, { status: 'failed', errorCode: 'internal', errorMessage: 'x' });
      resumeRun(db, runId, 'ada');
      expect(params()).toEqual(written);
    }
    // Another value is another run: the old one keeps its own.
    const { runId: copy } = scheduleRun(db, { ...train, epochs: 13 }, by);
    expect(copy).not.toBe(runId);
    expect(params()).toEqual(written);
  });

  it('leaves a run failed whose other input is still lost, until that one is resumed too', () => {
    const db = temporaryDatabase();
    scheduleRun(db, train, by);
    scheduleRun(db, train, by);
    scheduleRun(db, distill(1, 2), by);
    const claims = [claimNext(db), claimNext(db)];
    for (const claim of claims) {
      recorderOf(db, claim).checkpoint(6, 1, new Uint8Array([1]));
      endRun(db, claim, { status: 'failed', errorCode: 'diverged', errorMessage: 'x' });
    }
    resumeRun(db, 1, 'ada');
    expect(statuses(db)).toEqual(['scheduled', 'failed', 'failed']);
    resumeRun(db, 2, 'ada');
    expect(statuses(db)).toEqual(['scheduled', 'scheduled', 'scheduled']);
  });

  it('refuses to resume a run without a checkpoint', () => {
    const db = temporaryDatabase();
    scheduleRun(db, train, by);
    endRun(db, claimNext(db), { status: 'failed', errorCode: 'internal', errorMessage: 'x' });
    expect(thrown(() => resumeRun(db, 1, 'ada')).message).toMatch(/no checkpoint/);
  });
});

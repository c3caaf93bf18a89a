import { describe, expect, it } from 'vitest';
import { launchRun } from '@/app/launch/launch-run';
import type { TrackingDatabase } from '@/db/client';
import { requestCancel } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { temporaryDatabase } from '../../db/temporary-database';

const ADVERSARIAL = [' and ', '"\'`;--', '../../x', 'a.b/c\\d', '\u202etfel', '\u{1f600}', 'x'.repeat(200)];
const train = (name = 'n') => ({ method: 'train', experiment: 'x', name, architecture: { name: 'lenet-5' } });
const options = { createdBy: 'Ada', locale: 'en' };
const runCount = (db: TrackingDatabase) =>
  db.sqlite.prepare('SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM experiments)').pluck().get();

describe('launching', () => {
  it('brings every wrong field back by its path and writes nothing', async () => {
    const db = temporaryDatabase();
    const wrong = {
      method: 'prune',
      experiment: ' ',
      base: { run: 0 },
      finalSparsity: 1,
      rounds: 1.5,
      finetune: { optimizer: { learningRate: 50 } },
      dataset: { trainSamples: -1 },
      surprise: true,
    };
    const answer = await launchRun(db, wrong, options);
    expect('issues' in answer && answer.issues.map(({ path }) => path).sort()).toEqual([
      'base.run',
      'dataset.trainSamples',
      'experiment',
      'finalSparsity',
      'finetune.optimizer.learningRate',
      'rounds',
      'surprise',
    ]);
    expect(runCount(db)).toBe(0);
  });

  it.each([null, undefined, 3, 'text', [], { method: '__proto__' }, { method: 'train', __proto__: null }])(
    'refuses what is no config at all: %j',
    async (value) => {
      const db = temporaryDatabase();
      const answer = await launchRun(db, value, options);
      expect('issues' in answer && answer.issues.length).toBeGreaterThan(0);
      expect(runCount(db)).toBe(0);
    },
  );

  it('refuses inputs that the database does not have, in the language of the page', async () => {
    const db = temporaryDatabase();
    const prune = { method: 'prune', experiment: 'x', base: { run: 77 }, finalSparsity: 0.5 };
    expect(await launchRun(db, prune, options)).toEqual({
      issues: [{ path: 'base.run', message: 'there is no run 77' }],
    });
    expect(await launchRun(db, prune, { ...options, locale: 'zh-CN' })).toEqual({
      issues: [{ path: 'base.run', message: '没有运行 77' }],
    });
    expect(runCount(db)).toBe(0);
    const { runId } = scheduleRun(db, train(), { createdBy: 'Ada' });
    requestCancel(db, runId, 'Ada');
    const answer = await launchRun(db, { ...prune, base: { run: runId } }, options);
    expect('issues' in answer && answer.issues[0].message).toContain('killed');
  });

  it('stores names as they were typed', async () => {
    const db = temporaryDatabase();
    for (const name of ADVERSARIAL) {
      const answer = await launchRun(db, { ...train(name), experiment: name }, options);
      const runId = 'runId' in answer ? answer.runId : 0;
      const row = db.sqlite
        .prepare(
          'SELECT r.name, e.name AS experiment FROM runs r JOIN experiments e ON e.id = r.experiment_id WHERE r.id = ?',
        )
        .get(runId);
      expect(row).toEqual({ name: name.trim(), experiment: name.trim() });
    }
  });

  it('names the run it repeats when the copy was not changed, else the run it was copied from', async () => {
    const db = temporaryDatabase();
    const { runId } = scheduleRun(db, train(), { createdBy: 'Ada' });
    const originOf = async (config: object, fromRunId?: number) => {
      const answer = await launchRun(db, config, { ...options, fromRunId });
      return db.sqlite
        .prepare('SELECT retry_of_run_id AS again, copied_from_run_id AS copied FROM runs WHERE id = ?')
        .get('runId' in answer ? answer.runId : 0);
    };
    expect(await originOf({ ...train(), epochs: 1 }, runId)).toEqual({ again: runId, copied: null });
    expect(await originOf({ ...train(), epochs: 2 }, runId)).toEqual({ again: null, copied: runId });
    expect(await originOf({ ...train(), seed: 2 }, runId)).toEqual({ again: null, copied: runId });
    expect(await originOf({ ...train(), seed: 2 })).toEqual({ again: null, copied: null });
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resumeRun } from '@/db/resume-run';
import { expireLeases, requestCancel } from '@/db/run-queue';
import { retryRun, scheduleRun } from '@/db/schedule-run';
import type { RunConfigInput } from '@/lib/domain/run-config';
import {
  endProcess,
  outcomeOf,
  runColumn,
  startProgram,
  startWorker,
  temporaryDatabase,
  waitForCount,
  waitForStatus,
} from './worker-process';

const SMALL = { name: 'mnist', trainSamples: 600, validationSamples: 200, testSamples: 200 };
const by = { createdBy: 'ada' };

function training(epochs: number, changes: object = {}): RunConfigInput {
  return {
    method: 'train',
    experiment: 'worker',
    architecture: { name: 'mlp', widths: [32] },
    dataset: SMALL,
    epochs,
    ...changes,
  };
}

const pointCount = (runId: number) => `SELECT count(*) FROM metric_rows WHERE run_id = ${runId}`;

it('trains, prunes and records everything down to the layers, by a pipeline through the queue', async () => {
  const db = temporaryDatabase();
  const { runId, childRunIds } = scheduleRun(
    db,
    {
      method: 'pipeline',
      experiment: 'worker',
      steps: [
        { step: 'base', config: training(2) },
        {
          step: 'pruned',
          config: {
            method: 'prune',
            experiment: 'worker',
            base: { step: 'base' },
            dataset: SMALL,
            finalSparsity: 0.8,
          },
        },
      ],
    },
    by,
  );
  startWorker(db.dataDir);
  await waitForStatus(db, runId, 'finished');
  const [base, pruned] = childRunIds;

  expect(runColumn(db, base, 'backend')).toMatch(/^(tensorflow|wasm)$/);
  expect(runColumn(db, base, 'created_by')).toBe('ada');
  const stats = db.sqlite
    .prepare(
      "SELECT layer, stage, sparsity FROM layer_stats WHERE run_id = ? AND tensor = 'kernel' ORDER BY layer, stage",
    )
    .all(pruned) as { layer: string; stage: string; sparsity: number }[];
  expect(stats.map(({ layer, stage }) => `${layer} ${stage}`)).toEqual([
    'fc1 baseline',
    'fc1 finetuned',
    'fc1 pruned',
    'fc2 baseline',
    'fc2 finetuned',
    'fc2 pruned',
  ]);
  // 80 % of 784 * 32 and of 32 * 10 weights are whole numbers up to rounding: 20,070 / 25,088 and 256 / 320.
  expect(stats.filter(({ stage }) => stage === 'finetuned').map(({ sparsity }) => sparsity)).toEqual([
    20070 / 25088,
    0.8,
  ]);
  const chain = db.sqlite
    .prepare(`
      SELECT o.name AS origin, m.run_id AS origin_run FROM layers l JOIN layers o ON o.id = l.origin_layer_id
      JOIN models m ON m.id = o.model_id WHERE l.model_id = ? AND l.name = 'fc1'`)
    .get(runColumn(db, pruned, 'output_model_id'));
  expect(chain).toEqual({ origin: 'fc1', origin_run: base });
  expect(
    db.sqlite.prepare('SELECT split, samples FROM evaluations WHERE run_id = ? ORDER BY split').all(base),
  ).toEqual([
    { split: 'test', samples: 200 },
    { split: 'validation', samples: 200 },
  ]);
});

it('wandb#1817 wandb#1526 wandb#8114 wandb#5561 SwanLab#1136 SwanLab#1156: keeps what was recorded when it is killed, fails the run as worker_lost, and resumes it to the end', async () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, training(400), by);
  const first = startWorker(db.dataDir);
  await waitForCount(db, 'SELECT count(*) FROM checkpoints', 0);
  await waitForCount(db, pointCount(runId), 20);
  await endProcess(first, 'SIGKILL');
  const acknowledged = db.sqlite.prepare(pointCount(runId)).pluck().get();
  expect(runColumn(db, runId, 'status')).toBe('running');

  expect(expireLeases(db, Date.now() + 31_000)).toEqual([runId]);
  expect(runColumn(db, runId, 'status')).toBe('failed');
  expect(runColumn(db, runId, 'error_code')).toBe('worker_lost');
  expect(db.sqlite.prepare(pointCount(runId)).pluck().get()).toBe(acknowledged);
  expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');

  resumeRun(db, runId, 'grace');
  const again = retryRun(db, runId, 'grace');
  const checkpoint = db.sqlite
    .prepare('SELECT first_step FROM run_attempts WHERE run_id = ? AND attempt = 2')
    .pluck()
    .get(runId) as number;
  expect(checkpoint).toBeGreaterThan(0);
  startWorker(db.dataDir);
  await waitForStatus(db, runId, 'finished');
  const steps = db.sqlite
    .prepare("SELECT min(step) FROM metrics WHERE run_id = ? AND attempt = 2 AND key = 'train/loss'")
    .pluck()
    .get(runId);
  expect(steps).toBeGreaterThan(checkpoint);
  // 600 images in batches of 64 are 10 steps an epoch.
  expect(
    db.sqlite
      .prepare("SELECT max(step), count(*) FROM metrics WHERE run_id = ? AND key = 'epoch/train_loss'")
      .raw()
      .get(runId),
  ).toEqual([4000, 400]);
  expect(runColumn(db, again.runId, 'retry_of_run_id')).toBe(runId);
  requestCancel(db, again.runId, 'grace');
  await waitForStatus(db, again.runId, 'killed');
}, 180_000);

it('ends cleanly on SIGTERM within 10 seconds, with the run killed', async () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, training(1000, { architecture: { name: 'lenet-5' } }), by);
  const worker = startWorker(db.dataDir);
  await waitForCount(db, pointCount(runId), 2);
  const { code, elapsedMs } = await endProcess(worker, 'SIGTERM');
  expect(code).toBe(0);
  expect(elapsedMs).toBeLessThan(10_000);
  expect(runColumn(db, runId, 'status')).toBe('killed');
  expect(runColumn(db, runId, 'error_message')).toMatch(/SIGTERM/);
  expect(db.sqlite.prepare('SELECT stopped_at IS NOT NULL FROM workers').pluck().get()).toBe(1);
});

it('fails a run whose loss is no number as diverged and keeps its points', async () => {
  const db = temporaryDatabase();
  const optimizer = { name: 'sgd', learningRate: 10 };
  const { runId } = scheduleRun(
    db,
    training(50, { architecture: { name: 'mlp', widths: [512, 512, 512] }, optimizer }),
    by,
  );
  startWorker(db.dataDir);
  await waitForStatus(db, runId, 'failed');
  expect(runColumn(db, runId, 'error_code')).toBe('diverged');
  expect(db.sqlite.prepare(pointCount(runId)).pluck().get()).toBeGreaterThan(0);
});

it('shares a queue between two workers: every run is done once', async () => {
  const db = temporaryDatabase();
  const runIds = Array.from({ length: 6 }, (_, seed) => scheduleRun(db, training(1, { seed }), by).runId);
  startWorker(db.dataDir);
  startWorker(db.dataDir);
  for (const runId of runIds) await waitForStatus(db, runId, 'finished');
  expect(db.sqlite.prepare('SELECT run_id, count(*) AS models FROM models GROUP BY run_id').all()).toEqual(
    runIds.map((run_id) => ({ run_id, models: 1 })),
  );
  expect(db.sqlite.prepare('SELECT count(*) FROM runs WHERE attempt <> 1').pluck().get()).toBe(0);
});

it('lathe run refuses a bad config by the names of its fields and writes nothing', async () => {
  const db = temporaryDatabase();
  const path = join(db.dataDir, 'bad.json');
  writeFileSync(
    path,
    JSON.stringify({ method: 'prune', experiment: 'e', base: { run: 7 }, finalSparsity: 1.5, rate: 1 }),
  );
  const wrongValues = await outcomeOf(startProgram('dist/cli.mjs', ['run', path], db.dataDir));
  expect(wrongValues.code).toBe(1);
  expect(wrongValues.stderr).toMatch(/finalSparsity: .*rate: unknown field/);
  writeFileSync(
    path,
    JSON.stringify({ method: 'prune', experiment: 'e', base: { run: 7 }, finalSparsity: 0.5 }),
  );
  const missingInput = await outcomeOf(startProgram('dist/cli.mjs', ['run', path], db.dataDir));
  expect(missingInput.code).toBe(1);
  expect(missingInput.stderr).toMatch(/base\.run: there is no run 7/);
  writeFileSync(path, '{"method":');
  const noJson = await outcomeOf(startProgram('dist/cli.mjs', ['run', path], db.dataDir));
  expect(noJson.stderr).toMatch(/expected JSON/);
  expect(
    db.sqlite
      .prepare('SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM experiments)')
      .pluck()
      .get(),
  ).toBe(0);
});

it('the app refuses to start where others could reach it without a token', async () => {
  const db = temporaryDatabase();
  const program = startProgram('scripts/start.mjs', [], db.dataDir, { HOST: '0.0.0.0', PORT: '0' });
  const { code, stderr } = await outcomeOf(program);
  expect(code).toBe(1);
  expect(stderr).toMatch(/LATHE_TOKEN is not set/);
});

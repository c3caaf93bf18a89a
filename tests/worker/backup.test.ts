import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase } from '@/db/client';
import { scheduleRun } from '@/db/schedule-run';
import { openDataset } from '@/lib/data/dataset';
import { databasePath } from '@/lib/domain/data-dir';
import { copyFiles } from '@/scripts/backup-data';
import {
  outcomeOf,
  startProgram,
  startWorker,
  temporaryDatabase,
  waitForCount,
  waitForStatus,
} from './worker-process';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const backup = (dataDir: string, target: string) =>
  outcomeOf(startProgram('dist/cli.mjs', ['backup', target], dataDir));

function training(epochs: number) {
  return {
    method: 'train',
    experiment: 'kept',
    architecture: { name: 'mlp', widths: [16] },
    dataset: { name: 'mnist', trainSamples: 600, validationSamples: 200, testSamples: 200 },
    epochs,
  };
}

it('while a run goes on, a backup is whole, and runs go on in it', { timeout: 60_000 }, async () => {
  const db = temporaryDatabase();
  const first = scheduleRun(db, training(1), { createdBy: 'ada' }).runId;
  const long = scheduleRun(db, training(1_000), { createdBy: 'ada' }).runId;
  const last = scheduleRun(
    db,
    {
      method: 'prune',
      experiment: 'kept',
      base: { run: first },
      finalSparsity: 0.5,
      finetune: null,
    },
    { createdBy: 'ada' },
  ).runId;
  startWorker(db.dataDir);
  await waitForStatus(db, first, 'finished');
  await waitForCount(db, `SELECT count(*) FROM metric_rows WHERE run_id = ${long}`, 20);

  const target = join(folder, 'copy');
  expect(await backup(db.dataDir, target)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^3 runs and [1-9]\d* files are in .*copy\.$/m),
  });
  expect(readdirSync(folder)).toEqual(['copy']);

  const copy = openTrackingDatabase(target);
  const one = (sql: string) => copy.sqlite.prepare(sql).pluck().get();
  expect(copy.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(one(`SELECT status FROM runs WHERE id = ${long}`)).toBe('running');
  // A checkpoint that the run replaced meanwhile is in the copy neither as a row nor as a file.
  const checkpoint = one(`SELECT sha256 FROM checkpoints WHERE run_id = ${long}`);
  if (checkpoint !== undefined) openArtifactStore(target).get(String(checkpoint));
  const kept = one(`SELECT count(*) FROM metric_rows WHERE run_id = ${long}`);
  expect(kept).toBeGreaterThanOrEqual(20);
  const store = openArtifactStore(target);
  expect(store.get(String(one('SELECT weights_hash FROM models')))).toBeInstanceOf(Uint8Array);
  await openDataset(target, 'mnist');

  copy.sqlite
    .prepare("UPDATE runs SET status = 'killed', lease_token = NULL, lease_expires_at = NULL WHERE id = ?")
    .run(long);
  startWorker(target);
  await waitForStatus(copy, last, 'finished');
  copy.close();
});

it('leaves out the checkpoint that a run replaced while the files were copied', () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, training(1), { createdBy: 'ada' });
  const store = openArtifactStore(db.dataDir);
  const [old, next] = ['old', 'next'].map((text) => store.put(Buffer.from(text)));
  const insert = db.sqlite.prepare(
    'INSERT OR REPLACE INTO checkpoints (run_id, attempt, step, epoch, sha256, size_bytes, created_at) VALUES (?, 1, 1, 1, ?, 3, 0)',
  );
  insert.run(runId, old);
  const target = join(folder, 'copy');
  mkdirSync(target);
  db.sqlite.prepare('VACUUM INTO ?').run(databasePath(target));
  insert.run(runId, next);
  store.remove(old);

  expect(copyFiles(db, target)).toEqual({ runs: 1, files: 0, faults: [], withoutCheckpoint: [runId] });
  const copy = openTrackingDatabase(target);
  expect(copy.sqlite.prepare('SELECT count(*) FROM checkpoints').pluck().get()).toBe(0);
  copy.close();
});

it('refuses a folder with files, and tells of files that are missing or damaged', async () => {
  const db = temporaryDatabase();
  const { runId } = scheduleRun(db, training(1), { createdBy: 'ada' });
  mkdirSync(join(folder, 'full'));
  writeFileSync(join(folder, 'full', 'mine'), 'mine');
  const refused = await backup(db.dataDir, join(folder, 'full'));
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/new or empty folder was expected/),
  });
  expect(readdirSync(join(folder, 'full'))).toEqual(['mine']);

  const store = openArtifactStore(db.dataDir);
  const [damaged, missing, good] = ['damaged', 'missing', 'good'].map((text) => store.put(Buffer.from(text)));
  writeFileSync(store.path(damaged), 'demaged');
  store.remove(missing);
  const insert = db.sqlite.prepare(
    "INSERT INTO artifacts (run_id, path, sha256, size_bytes, media_type, created_at) VALUES (?, ?, ?, 1, 'text/plain', 0)",
  );
  for (const hash of [damaged, missing, good]) insert.run(runId, hash, hash);
  const told = await backup(db.dataDir, join(folder, 'copy'));
  expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/^1 runs and 1 files/) });
  expect(told.stderr).toContain(damaged);
  expect(told.stderr).toContain(missing);
  expect(existsSync(openArtifactStore(join(folder, 'copy')).path(good))).toBe(true);
});

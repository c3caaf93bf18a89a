import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { createRunChangeReader } from '@/db/queries/run-changes';
import { listGridRuns } from '@/db/queries/run-grid';
import { scheduleRun } from '@/db/schedule-run';
import { gridQuery } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

const PROCESSES = 5;
const RUNS_EACH = 10;
const BATCHES = 20;
const RUNS = PROCESSES * RUNS_EACH;

it('aim#3355 aim#2408 trackio#133 mlflow#6490 phoenix#3949 mlflow#4353: 50 runs recorded at once, while pages poll and a long query reads: no error, every point and tag in its run', {
  timeout: 180_000,
}, async () => {
  const db = temporaryDatabase();
  for (let seed = 0; seed < RUNS; seed++) {
    const config = { method: 'train', experiment: 'many', architecture: { name: 'lenet-5' }, seed };
    scheduleRun(db, config, { createdBy: 'Ada' });
  }
  const program = join(import.meta.dirname, 'many-writers.ts');
  const children = Array.from({ length: PROCESSES }, () =>
    spawn(process.execPath, ['--import', 'tsx', program, db.dataDir, String(RUNS_EACH), String(BATCHES)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const reading = openTrackingDatabase(db.dataDir);
  try {
    const outputs = children.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]());
    const next = () => Promise.all(outputs.map(async (output) => (await output.next()).value));
    expect(await next()).toEqual(Array(PROCESSES).fill('ready'));
    // A query that is read row by row for as long as the others write.
    const long = reading.sqlite.prepare('SELECT a.id FROM runs a JOIN runs b').iterate();
    long.next();
    const changes = createRunChangeReader(db);
    let polls = 0;
    const poll = setInterval(() => {
      changes.read();
      listGridRuns(db, gridQuery({ limit: 50 }));
      polls++;
    }, 20);
    for (const { stdin } of children) stdin.write('go\n');
    const errors = await next();
    clearInterval(poll);
    long.return?.();
    expect(errors).toEqual(Array(PROCESSES).fill('null'));
    expect(polls).toBeGreaterThan(0);
  } finally {
    reading.close();
    for (const child of children) child.kill('SIGKILL');
  }
  const ids = Array.from({ length: RUNS }, (_, index) => index + 1);
  const rows = (sql: string) => db.sqlite.prepare(sql).raw().all();
  // Each run writes its number as the value of 20 points of two metrics.
  expect(rows('SELECT run_id, key, count(*), min(value), max(value) FROM metrics GROUP BY 1, 2')).toEqual(
    ids.flatMap((id) => ['accuracy', 'loss'].map((key) => [id, key, BATCHES, id, id])),
  );
  expect(rows('SELECT run_id, sum(point_count) FROM run_metrics GROUP BY 1')).toEqual(
    ids.map((id) => [id, 2 * BATCHES]),
  );
  expect(rows('SELECT run_id, name FROM tags ORDER BY 1')).toEqual(ids.map((id) => [id, `tag ${id}`]));
  expect(rows("SELECT count(*) FROM runs WHERE status = 'finished'")).toEqual([[RUNS]]);
  expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
});

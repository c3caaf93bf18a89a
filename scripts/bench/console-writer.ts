// A process of the console benchmark that records a run as a worker does, until its parent says stop: it tells that it
// has begun, and at the end the points it wrote, the longest write in milliseconds and the first error.
import { setTimeout as pause } from 'node:timers/promises';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase } from '@/db/client';
import { claimRun, endRun, registerWorker } from '@/db/run-queue';
import { createRunRecorder } from '@/db/run-recorder';
import { scheduleRun } from '@/db/schedule-run';

const KEYS = 6;
/** Steps between two heartbeats, and the pause after them: about 1,500 points a second. */
const STEPS = 25;
const PAUSE_MS = 100;

const db = openTrackingDatabase(process.argv[2]);
let isStopped = false;
process.once('message', () => {
  isStopped = true;
});

let points = 0;
let longestWriteMs = 0;
let error: string | null = null;
try {
  const workerId = registerWorker(db, 'bench', process.pid);
  const config = { experiment: 'bench', method: 'train', architecture: { name: 'lenet-5' } };
  // In one transaction, so that the app's own worker does not take it.
  const claim = db.sqlite
    .transaction(() => {
      scheduleRun(db, config, { createdBy: 'bench' });
      return claimRun(db, workerId);
    })
    .immediate();
  if (!claim) throw new Error('No run could be claimed.');
  const artifacts = openArtifactStore(db.dataDir);
  const recorder = createRunRecorder(db, claim, { artifacts, datasetId: null, deviceId: null });
  process.send?.('begun');
  for (let step = 0; !isStopped; step += STEPS) {
    for (let index = 0; index < STEPS; index++)
      for (let key = 0; key < KEYS; key++) recorder.metric(`bench/metric_${key}`, step + index, step);
    points += STEPS * KEYS;
    const begin = performance.now();
    recorder.heartbeat();
    longestWriteMs = Math.max(longestWriteMs, performance.now() - begin);
    await pause(PAUSE_MS);
  }
  recorder.flush();
  endRun(db, claim, { status: 'finished' });
} catch (cause) {
  error = String(cause);
}
db.close();
process.send?.({ points, longestWriteMs, error }, () => process.exit());

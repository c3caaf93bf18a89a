// A process that records runs: says "ready", and after a line on standard input claims RUNS runs of the database in the
// folder, records them in turns, tags each with its own name, ends them, and prints its error or null.
import { once } from 'node:events';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase } from '@/db/client';
import { claimRun, endRun, type RunClaim, registerWorker } from '@/db/run-queue';
import { createRunRecorder } from '@/db/run-recorder';
import { tagRuns } from '@/db/run-tags';

const [folder, runs, batches] = process.argv.slice(2);
const db = openTrackingDatabase(folder);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
try {
  const workerId = registerWorker(db, 'test', process.pid);
  const artifacts = openArtifactStore(folder);
  const claims: RunClaim[] = [];
  for (let claim = claimRun(db, workerId); claim; claim = claimRun(db, workerId)) {
    claims.push(claim);
    if (claims.length === Number(runs)) break;
  }
  const recorders = claims.map((claim) =>
    createRunRecorder(db, claim, { artifacts, datasetId: null, deviceId: null }),
  );
  for (let batch = 0; batch < Number(batches); batch++) {
    for (const [place, recorder] of recorders.entries()) {
      for (const key of ['loss', 'accuracy']) recorder.metric(key, batch, claims[place].runId);
      recorder.flush();
    }
  }
  for (const claim of claims) {
    tagRuns(db, [claim.runId], `tag ${claim.runId}`, 'test');
    endRun(db, claim, { status: 'finished' });
  }
  process.stdout.write('null\n');
} catch (error) {
  process.stdout.write(`${JSON.stringify(String(error))}\n`);
}
process.exit();

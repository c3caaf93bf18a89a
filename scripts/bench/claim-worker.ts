// A process of the claim benchmark: claims runs of the database in its argument until none is left, and prints the
// ids, the milliseconds it took and the first error, as one line of JSON.
import { once } from 'node:events';
import { openTrackingDatabase } from '@/db/client';
import { claimRun, registerWorker } from '@/db/run-queue';

const db = openTrackingDatabase(process.argv[2]);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const runIds: number[] = [];
let error: string | null = null;
const begin = performance.now();
try {
  const workerId = registerWorker(db, 'bench', process.pid);
  for (let claim = claimRun(db, workerId); claim; claim = claimRun(db, workerId)) runIds.push(claim.runId);
} catch (cause) {
  error = String(cause);
}
process.stdout.write(`${JSON.stringify({ runIds, elapsedMs: performance.now() - begin, error })}\n`);
db.close();
process.exit();

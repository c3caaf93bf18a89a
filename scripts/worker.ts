// The worker: takes runs from the queue, one at a time, and executes them until it is told to stop.
import { hostname } from 'node:os';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase, projectRoot } from '@/db/client';
import { findOrInsertDevice } from '@/db/datasets';
import { claimRun, expireLeases, registerWorker, reportWorker } from '@/db/run-queue';
import { dataDir } from '@/lib/domain/data-dir';
import { toAppError } from '@/lib/domain/errors';
import { loadBackend } from '@/lib/tf/backend';
import { executeRun, type WorkerContext } from './execute-run';
import { runEnvironment } from './run-environment';

const IDLE_POLL_MS = 250;
const REPORT_INTERVAL_MS = 5_000;

let stopSignal: string | undefined;
let wake: (() => void) | undefined;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopSignal = signal;
    wake?.();
  });
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, IDLE_POLL_MS);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function work(): Promise<void> {
  const db = openTrackingDatabase(dataDir());
  const backend = await loadBackend();
  const environment = runEnvironment(backend, projectRoot());
  const context: WorkerContext = {
    db,
    environment,
    artifacts: openArtifactStore(db.dataDir),
    deviceId: findOrInsertDevice(db, {
      name: environment.hostName,
      cpu: environment.cpu,
      memoryBytes: environment.memoryBytes,
      os: environment.os,
      runtime: `tfjs ${environment.backend}`,
      runtimeVersion: environment.backendVersion,
    }),
    stopReason: () =>
      stopSignal &&
      `The worker was told to stop (${stopSignal}). Resume the run from its last checkpoint, or run it again.`,
  };
  const workerId = registerWorker(db, hostname(), process.pid);
  let reportedAt = 0;
  while (stopSignal === undefined) {
    expireLeases(db);
    const claim = claimRun(db, workerId);
    if (claim) {
      await executeRun(context, claim);
      continue;
    }
    if (Date.now() - reportedAt > REPORT_INTERVAL_MS) {
      reportWorker(db, workerId);
      reportedAt = Date.now();
    }
    await idle();
  }
  reportWorker(db, workerId, true);
  db.close();
}

work().then(
  () => process.exit(0),
  (error) => {
    console.error(`The worker stops: ${toAppError(error).message}`);
    process.exit(1);
  },
);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { claimRun, type RunClaim, registerWorker } from '@/db/run-queue';
import { createRunRecorder } from '@/db/run-recorder';
import type { RunRecorder } from '@/lib/domain/recorder';

const cleanUps: (() => void)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** A migrated database in a folder of its own, gone after the test. */
export function temporaryDatabase(dataDir = mkdtempSync(join(tmpdir(), 'lathe-db-'))): TrackingDatabase {
  const db = openTrackingDatabase(dataDir);
  cleanUps.push(() => {
    db.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return db;
}

/** The next run of the queue in the hands of a new worker; throws when there is none. */
export function claimNext(db: TrackingDatabase): RunClaim {
  const claim = claimRun(db, registerWorker(db, 'test', process.pid));
  if (!claim) throw new Error('no run could be claimed');
  return claim;
}

/** The recorder of a claim. */
export function recorderOf(db: TrackingDatabase, claim: RunClaim): RunRecorder {
  return createRunRecorder(db, claim, {
    artifacts: openArtifactStore(db.dataDir),
    datasetId: null,
    deviceId: null,
  });
}

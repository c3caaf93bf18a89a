import type { ArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { findOrInsertDataset } from '@/db/datasets';
import { getModelSource, getRunInputs } from '@/db/models';
import type { Outcome } from '@/db/run-outcome';
import { endRun, outcomeOfError, parseClaimedConfig, type RunClaim, recordEnvironment } from '@/db/run-queue';
import { createRunRecorder, isStorageError } from '@/db/run-recorder';
import { openDataset } from '@/lib/data/dataset';
import { AppError } from '@/lib/domain/errors';
import type { RunRecorder } from '@/lib/domain/recorder';
import type { RunEnvironment } from '@/lib/domain/run-environment';
import { readModel } from '@/lib/models/model-files';
import { type LoadedModel, type MethodContext, runMethod } from '@/lib/training/run-method';

const OUTCOME_PAUSE_MS = 1_000;

/** What a worker has at hand for every run. */
export interface WorkerContext {
  db: TrackingDatabase;
  artifacts: ArtifactStore;
  environment: RunEnvironment;
  deviceId: number;
  /** Why runs must stop now, when the process was told to end. */
  stopReason: () => string | undefined;
}

/**
 * Executes a claimed run to its end and writes its outcome. Never throws for what goes wrong in the run itself: that
 * becomes its status, its message, and the stack in its log. A run whose lease was lost is left to its new holder.
 */
export async function executeRun(context: WorkerContext, claim: RunClaim): Promise<void> {
  const { db } = context;
  let recorder: RunRecorder | undefined;
  try {
    const config = parseClaimedConfig(claim);
    const dataset = await openDataset(db.dataDir, config.dataset.name);
    const datasetId = findOrInsertDataset(db, dataset);
    recordEnvironment(db, claim, context.environment, datasetId);
    recorder = createRunRecorder(db, claim, { ...context, datasetId });
    await runMethod(config, {
      dataset,
      inputs: loadInputs(context, claim),
      recorder,
      backend: context.environment.backend,
      checkpoint: findCheckpoint(context, claim),
    });
    recorder.flush();
  } catch (error) {
    if (error instanceof AppError && error.code === 'lease_lost') return;
    keepWhatWasRecorded(recorder, error);
    await writeOutcome(context, claim, outcomeOfError(error));
    return;
  }
  await writeOutcome(context, claim, { status: 'finished' });
}

/** Writes how a run ended; on a full disk again and again, until there is room or the process is told to end. */
async function writeOutcome(context: WorkerContext, claim: RunClaim, outcome: Outcome): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      endRun(context.db, claim, outcome);
      return;
    } catch (error) {
      if (error instanceof AppError && error.code === 'lease_lost') return;
      if (!isStorageError(error) || context.stopReason() !== undefined) throw error;
      if (tries === 0) {
        console.error(
          `Run ${claim.runId} is ${outcome.status}${outcome.errorMessage ? `: ${outcome.errorMessage}` : '.'} Writing this to the database failed: ${error.message}. Free some disk space; it is tried again every second.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, OUTCOME_PAUSE_MS));
    }
  }
}

/** Rows that still wait are part of the record also of a run that failed. */
function keepWhatWasRecorded(recorder: RunRecorder | undefined, error: unknown): void {
  const isCancelled = error instanceof AppError && error.code === 'cancelled';
  if (!isCancelled && error instanceof Error && error.stack) recorder?.log('error', error.stack);
  try {
    recorder?.flush();
  } catch (flushError) {
    // The outcome of the run is the first error; a cancel shows itself again in each write.
    const isExpected =
      flushError instanceof AppError &&
      ['cancelled', 'lease_lost', 'storage_failed'].includes(flushError.code);
    if (!isExpected) throw flushError;
  }
}

function loadInputs({ db, artifacts }: WorkerContext, claim: RunClaim): MethodContext['inputs'] {
  const inputs: MethodContext['inputs'] = {};
  for (const { role, modelId } of getRunInputs(db, claim.runId)) {
    const source = getModelSource(db, modelId);
    const model = readModel(source.network, source.quantization, artifacts.get(source.weightsHash));
    const loaded: LoadedModel = { modelId, layerIds: source.layerIds, model };
    inputs[role] = loaded;
  }
  return inputs;
}

function findCheckpoint({ db, artifacts }: WorkerContext, { runId }: RunClaim): MethodContext['checkpoint'] {
  const row = db.sqlite.prepare('SELECT step, epoch, sha256 FROM checkpoints WHERE run_id = ?').get(runId) as
    | { step: number; epoch: number; sha256: string }
    | undefined;
  return row && { step: row.step, epoch: row.epoch, bytes: artifacts.get(row.sha256) };
}

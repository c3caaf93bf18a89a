import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { findOrInsertDataset, findOrInsertDevice } from '@/db/datasets';
import {
  claimRun,
  endRun,
  parseClaimedConfig,
  type RunClaim,
  recordEnvironment,
  registerWorker,
} from '@/db/run-queue';
import { createRunRecorder } from '@/db/run-recorder';
import { scheduleRun } from '@/db/schedule-run';
import type { RunConfigInput } from '@/lib/domain/run-config';
import { recordBelievableRun } from './believable-run';

type JobInput = Exclude<RunConfigInput, { method: 'pipeline' }>;

/** Ids of what {@link recordExperiment} made. */
export interface RecordedExperiment {
  parentRunId: number;
  /** Child runs by the name of their step. */
  runs: Map<string, number>;
}

/** The steps of a small believable experiment: every method, on two networks. */
export function experimentConfig(experiment: string): Extract<RunConfigInput, { method: 'pipeline' }> {
  const shared = { experiment, dataset: { name: 'mnist', validationSamples: 1000, testSamples: 2000 } };
  const steps: { step: string; config: JobInput }[] = [];
  const add = (step: string, config: JobInput) => steps.push({ step, config: { ...config, name: step } });
  for (const name of ['lenet-300-100', 'lenet-5'] as const) {
    add(name, { ...shared, method: 'train', architecture: { name }, epochs: 4 });
    add(`${name} sensitivity`, { ...shared, method: 'sensitivity', base: { step: name } });
    for (const finalSparsity of [0.5, 0.8, 0.9, 0.95]) {
      add(`${name} pruned ${finalSparsity * 100} %`, {
        ...shared,
        method: 'prune',
        base: { step: name },
        finalSparsity,
      });
    }
    add(`${name} int8`, { ...shared, method: 'quantize', base: { step: name } });
  }
  const pruned = 'lenet-300-100 pruned 90 %';
  add(`${pruned} int8`, { ...shared, method: 'quantize', base: { step: pruned } });
  const student = { name: 'mlp' as const, widths: [30] };
  add('student 30', { ...shared, method: 'train', architecture: student, epochs: 4 });
  add('student 30 distilled', {
    ...shared,
    method: 'distill',
    teacher: { step: 'lenet-300-100' },
    student: { architecture: student },
    epochs: 4,
  });
  return { method: 'pipeline', experiment, name: 'starter', steps };
}

/** Schedules the experiment and records every run of it, as a worker would but with made-up weights. */
export function recordExperiment(
  db: TrackingDatabase,
  experiment: string,
  createdBy: string,
): RecordedExperiment {
  const { runId, childRunIds } = scheduleRun(db, experimentConfig(experiment), { createdBy });
  const workerId = registerWorker(db, 'bench-1', 4242);
  for (let claim = claimRun(db, workerId); claim; claim = claimRun(db, workerId)) {
    const { recorder } = openClaim(db, claim);
    recordBelievableRun(db, claim, recorder);
    recorder.flush();
    endRun(db, claim, { status: 'finished' });
  }
  const names = db.sqlite.prepare('SELECT name FROM runs WHERE id = ?').pluck();
  return { parentRunId: runId, runs: new Map(childRunIds.map((id) => [names.get(id) as string, id])) };
}

/** Takes the next run and gives its recorder, environment and data set recorded. */
export function openClaim(db: TrackingDatabase, claim: RunClaim) {
  const datasetId = findOrInsertDataset(db, {
    name: 'mnist',
    contentHash: 'a'.repeat(64),
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shape: [28, 28, 1],
    splitSizes: { train: 55_000, validation: 5_000, test: 10_000 },
  });
  const deviceId = findOrInsertDevice(db, {
    name: 'bench-1',
    cpu: 'AMD EPYC 7B13',
    memoryBytes: 24 * 2 ** 30,
    os: 'Linux 6.1',
    runtime: 'tensorflow',
    runtimeVersion: '2.21.0',
  });
  const environment = {
    backend: 'tensorflow',
    backendVersion: '2.21.0',
    tfjsVersion: '4.22.0',
    nodeVersion: '20.20.2',
    os: 'Linux 6.1',
    cpu: 'AMD EPYC 7B13',
    memoryBytes: 24 * 2 ** 30,
    hostName: 'bench-1',
    gitCommit: '7c4f76a0b1c2d3e4f5061728394a5b6c7d8e9f00',
    gitDirty: true,
  };
  recordEnvironment(db, claim, environment, datasetId);
  const artifacts = openArtifactStore(db.dataDir);
  return {
    recorder: createRunRecorder(db, claim, { artifacts, datasetId, deviceId }),
    config: parseClaimedConfig(claim),
  };
}

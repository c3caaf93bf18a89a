import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArtifactStore } from '@/db/artifact-store';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { claimRun, registerWorker } from '@/db/run-queue';
import { createRunRecorder } from '@/db/run-recorder';
import { scheduleRun } from '@/db/schedule-run';
import type { ImageSet } from '@/lib/data/image-set';
import { createRandom } from '@/lib/data/random';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { AppError } from '@/lib/domain/errors';
import type { RunRecorder } from '@/lib/domain/recorder';
import { initialModel } from '@/lib/models/initial-weights';
import { loadBackend } from '@/lib/tf/backend';
import { fitModel } from '@/lib/training/fit';
import { type BenchTable, machineDescription, median } from './bench-table';

const POINTS = 300_000;
const KEYS = 6;
/** Points between two heartbeats, as between two batches. */
const POINTS_PER_HEARTBEAT = 60;
const REPEATS = 3;
const TRAINING = { name: 'lenet-300-100', images: 6_400, epochs: 4 } as const;

/**
 * Points per second that the recorder takes and writes, and the share of a training's time that passes inside the
 * recorder.
 */
export async function benchRecord(): Promise<BenchTable> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-bench-record-'));
  const db = openTrackingDatabase(folder);
  try {
    const speeds = Array.from({ length: REPEATS }, () => pointsPerSecond(db));
    return {
      title: `Recorder, ${POINTS.toLocaleString('en-US')} points of ${KEYS} metrics, median of ${REPEATS} runs`,
      machine: machineDescription(),
      rows: [
        { name: 'points recorded', value: median(speeds), unit: 'points/s', target: '> 300,000 points/s' },
        {
          name: `recorder's share of training ${TRAINING.name}`,
          value: await shareOfTraining(db),
          unit: '%',
          target: '< 2 %',
        },
      ],
    };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

function openRecorder(db: TrackingDatabase): RunRecorder {
  const architecture = { name: TRAINING.name };
  scheduleRun(db, { experiment: 'Recorder', method: 'train', architecture }, { createdBy: 'bench' });
  const claim = claimRun(db, registerWorker(db, 'bench', process.pid));
  if (!claim) throw new AppError('internal', 'The run of the recorder benchmark could not be claimed.');
  const artifacts = openArtifactStore(db.dataDir);
  return createRunRecorder(db, claim, { artifacts, datasetId: null, deviceId: null });
}

function pointsPerSecond(db: TrackingDatabase): number {
  const recorder = openRecorder(db);
  const keys = Array.from({ length: KEYS }, (_, index) => `bench/metric_${index}`);
  const begin = performance.now();
  for (let point = 0; point < POINTS; point++) {
    recorder.metric(keys[point % KEYS], Math.floor(point / KEYS), Math.sin(point));
    if (point % POINTS_PER_HEARTBEAT === 0) recorder.heartbeat();
  }
  recorder.flush();
  return (POINTS * 1000) / (performance.now() - begin);
}

/** Percent of the time of some epochs that passes inside the recorder's functions. */
async function shareOfTraining(db: TrackingDatabase): Promise<number> {
  await loadBackend();
  let inside = 0;
  const recorder = timed(openRecorder(db), (ms) => {
    inside += ms;
  });
  const begin = performance.now();
  await fitModel({
    model: initialModel(buildNetwork({ name: TRAINING.name }, [28, 28, 1], 10), 1),
    training: { epochs: TRAINING.epochs, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.001 } },
    train: randomImages(TRAINING.images),
    validation: randomImages(100),
    seed: 1,
    recorder,
    phase: 'bench',
  });
  recorder.flush();
  return (100 * inside) / (performance.now() - begin);
}

/** The recorder with a clock around each of its functions. */
function timed(recorder: RunRecorder, add: (ms: number) => void): RunRecorder {
  return new Proxy(recorder, {
    get(target, name: keyof RunRecorder) {
      const method = target[name] as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        const begin = performance.now();
        try {
          return method.apply(target, values);
        } finally {
          add(performance.now() - begin);
        }
      };
    },
  });
}

function randomImages(count: number): ImageSet {
  const random = createRandom(1, 'bench');
  return {
    count,
    imageShape: [28, 28, 1],
    pixels: Uint8Array.from({ length: count * 784 }, () => random.int(256)),
    labels: Uint8Array.from({ length: count }, () => random.int(10)),
  };
}

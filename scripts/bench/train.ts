import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ImageSet } from '@/lib/data/image-set';
import { createRandom } from '@/lib/data/random';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { RunRecorder } from '@/lib/domain/recorder';
import { initialModel } from '@/lib/models/initial-weights';
import { loadBackend } from '@/lib/tf/backend';
import { fitModel } from '@/lib/training/fit';
import { type BenchRow, type BenchTable, machineDescription, median } from './bench-table';

const NETWORKS = ['lenet-300-100', 'lenet-5', 'convnet-32-64'] as const;
const IMAGES = 3_200;
const BATCH_SIZE = 64;
const REPEATS = 3;

/**
 * Images per second of training with Adam, batches of 64, validation left out: median of three epochs of 3,200
 * random images after one for warming up; with a Python that has torch, the same networks in PyTorch eager.
 *
 * @param python Path of that Python.
 * @throws AppError `invalid_argument` when it does not run or has no torch.
 */
export async function benchTrain(python?: string): Promise<BenchTable> {
  const backend = await loadBackend();
  const torch = python === undefined ? undefined : torchSpeeds(python);
  const rows: BenchRow[] = [];
  for (const name of NETWORKS) {
    const speed = await imagesPerSecond(name);
    rows.push({ name: `${name}, ${backend.name}`, value: speed, unit: 'images/s', target: "PyTorch's" });
    if (torch === undefined) continue;
    rows.push({ name: `${name}, PyTorch`, value: torch[name], unit: 'images/s' });
    rows.push({
      name: `${name}, our time / PyTorch's`,
      value: torch[name] / speed,
      unit: '',
      target: '<= 1',
    });
  }
  return {
    title: `Training speed, Adam, batch ${BATCH_SIZE}, ${IMAGES} images, median of ${REPEATS} epochs`,
    machine: machineDescription(),
    rows,
  };
}

async function imagesPerSecond(name: (typeof NETWORKS)[number]): Promise<number> {
  const speeds: number[] = [];
  const model = initialModel(buildNetwork({ name }, [28, 28, 1], 10), 1);
  await fitModel({
    model,
    training: {
      epochs: 1 + REPEATS,
      batchSize: BATCH_SIZE,
      optimizer: { name: 'adam', learningRate: 0.001 },
    },
    train: randomImages(IMAGES),
    validation: randomImages(1),
    seed: 1,
    recorder: recorderOf((key, value) => {
      if (key === METRIC_KEYS.imagesPerSecond) speeds.push(value);
    }),
    phase: 'bench',
  });
  return median(speeds.slice(1));
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

/** A recorder that listens to metrics only. */
function recorderOf(metric: (key: string, value: number) => void): RunRecorder {
  const ignore = () => {};
  const refuse = () => {
    throw new AppError('internal', 'The training benchmark stores no models and files.');
  };
  return {
    metric: (key, _step, value) => metric(key, value),
    progress: ignore,
    log: ignore,
    layerStats: ignore,
    sensitivity: ignore,
    model: refuse,
    outputModel: ignore,
    evaluation: ignore,
    benchmark: ignore,
    calibration: ignore,
    artifact: refuse,
    checkpoint: ignore,
    heartbeat: ignore,
    flush: ignore,
  };
}

function torchSpeeds(python: string): Record<string, number> {
  const script = join('scripts', 'bench', 'train-torch.py');
  const found = spawnSync(python, [script, `${IMAGES}`, `${BATCH_SIZE}`, `${REPEATS}`], { encoding: 'utf8' });
  if (found.status !== 0) {
    const reason = found.error?.message ?? found.stderr.trim().split('\n').at(-1);
    throw new AppError(
      'invalid_argument',
      `The benchmark expected "${python}" to be a Python with torch; it ended with: ${reason}. Leave --python out to measure Lathe alone.`,
    );
  }
  return JSON.parse(found.stdout) as Record<string, number>;
}

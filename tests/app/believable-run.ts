import type { TrackingDatabase } from '@/db/client';
import { parseClaimedConfig, type RunClaim } from '@/db/run-queue';
import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { createRandom, type Random } from '@/lib/data/random';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { Network } from '@/lib/domain/network';
import { hasKernel, networkSize } from '@/lib/domain/network-size';
import type { LayerStage, RunRecorder, StoredModel } from '@/lib/domain/recorder';
import type { ArchitectureConfig, JobConfig } from '@/lib/domain/run-config';

const TEST_IMAGES = 2000;
const VALIDATION_IMAGES = 1000;
/** Accuracy lost per layer at full sparsity, steep near the end; first and last layers are made the sensitive ones. */
const DROP_POWER = 7;

/** Records what a real run of the claim's method would: numbers are made up, their shapes and relations are not. */
export function recordBelievableRun(db: TrackingDatabase, claim: RunClaim, recorder: RunRecorder): void {
  const config = parseClaimedConfig(claim);
  const random = createRandom(claim.runId);
  const base = db.sqlite
    .prepare("SELECT model_id FROM run_inputs WHERE run_id = ? AND role = 'base'")
    .pluck()
    .get(claim.runId) as number | undefined;
  recorder.log('info', `Run ${claim.runId}: ${config.method} on ${config.dataset.name}.`);
  recorder.progress(1, 4, 'loading');
  if (config.method === 'sensitivity') {
    recordSensitivity(db, config, base ?? 0, random, recorder);
    return;
  }
  const network = base === undefined ? newNetwork(config) : storedNetwork(db, base);
  recordCurves(random, recorder, config.method);
  const sparsity = config.method === 'prune' ? config.finalSparsity : base ? storedSparsity(db, base) : 0;
  const bits = config.method === 'quantize' ? config.bits : 32;
  const model = recordModel(network, sparsity, bits, base ?? null, config.name ?? 'model', recorder);
  recorder.outputModel(model.modelId);
  recordLayers(model, network, sparsity, stageOf(config), random, recorder);
  if (config.method === 'quantize') recordQuantizers(model, config.bits, random, recorder);
  const accuracy =
    0.97 - sparsity ** 12 * 0.4 - (bits < 32 ? 0.002 : 0) - (network.layers.length < 5 ? 0.03 : 0);
  recordScores(model, bits, accuracy, random, recorder);
  recorder.progress(4, 4, 'measured');
}

function newNetwork(config: JobConfig): Network {
  const architecture: ArchitectureConfig =
    config.method === 'train'
      ? config.architecture
      : config.method === 'distill' && 'architecture' in config.student
        ? config.student.architecture
        : { name: 'lenet-5' };
  return buildNetwork(architecture, [28, 28, 1], 10);
}

function storedNetwork(db: TrackingDatabase, modelId: number): Network {
  return JSON.parse(
    db.sqlite.prepare('SELECT network FROM models WHERE id = ?').pluck().get(modelId) as string,
  );
}

function storedSparsity(db: TrackingDatabase, modelId: number): number {
  return db.sqlite.prepare('SELECT sparsity FROM models WHERE id = ?').pluck().get(modelId) as number;
}

function stageOf(config: JobConfig): LayerStage {
  const stages = {
    train: 'trained',
    prune: 'finetuned',
    quantize: 'quantized',
    distill: 'distilled',
  } as const;
  return config.method === 'sensitivity' ? 'sensitivity' : stages[config.method];
}

function recordCurves(random: Random, recorder: RunRecorder, method: string): void {
  if (method === 'quantize') return;
  for (let step = 10; step <= 400; step += 10) {
    const loss = 2.2 * Math.exp(-step / 80) + 0.08 + random.uniform() * 0.04;
    recorder.metric(METRIC_KEYS.trainLoss, step, loss);
    recorder.metric(METRIC_KEYS.trainAccuracy, step, Math.min(1, 1 - loss / 2.6));
    if (step % 100 === 0) {
      recorder.metric(METRIC_KEYS.validationLoss, step, loss + 0.05);
      recorder.metric(METRIC_KEYS.validationAccuracy, step, Math.min(1, 0.98 - loss / 3));
      recorder.log(
        'info',
        `Epoch ${step / 100}: validation accuracy ${((0.98 - loss / 3) * 100).toFixed(2)} %.`,
      );
    }
  }
}

function recordModel(
  network: Network,
  sparsity: number,
  bits: number,
  parentModelId: number | null,
  name: string,
  recorder: RunRecorder,
): StoredModel {
  const size = networkSize(network);
  const kept = (parameters: number) => Math.round(parameters * (1 - sparsity));
  return recorder.model({
    name,
    network,
    quantization: null,
    parentModelId,
    parameters: size.parameters,
    nonzeros: kept(size.parameters),
    macs: size.macs,
    bits,
    float32Bytes: size.parameters * 4,
    gzipBytes: Math.round(size.parameters * 4 * (1 - sparsity) * 0.93),
    sparseBytes: Math.min(
      (size.parameters * bits) / 8,
      Math.ceil(size.parameters / 8) + (kept(size.parameters) * bits) / 8,
    ),
    int8Bytes: size.parameters,
    weightsHash: 'b'.repeat(64),
    layers: size.layers.map(({ layer, inputShape, outputShape, weights, parameters, macs }, position) => ({
      position,
      name: layer.name,
      type: layer.type,
      inputShape,
      outputShape,
      kernelShape: weights.find(({ tensor }) => tensor === 'kernel')?.shape ?? null,
      parameters,
      nonzeros: kept(parameters),
      macs,
      coupledGroup: null,
      originLayerId: null,
    })),
  });
}

function recordLayers(
  model: StoredModel,
  network: Network,
  sparsity: number,
  stage: LayerStage,
  random: Random,
  recorder: RunRecorder,
): void {
  const stages: [LayerStage, number, number][] =
    stage === 'finetuned'
      ? [
          ['baseline', 0, 0],
          ['pruned', 0, sparsity],
          ['finetuned', 400, sparsity],
        ]
      : [[stage, 400, sparsity]];
  for (const { name } of network.layers.filter(hasKernel)) {
    for (const [at, step, zeros] of stages) {
      recorder.layerStats({
        layerId: model.layerIds.get(name) ?? 0,
        tensor: 'kernel',
        stage: at,
        step,
        round: 0,
        targetSparsity: at === 'baseline' ? null : zeros,
        statistics: layerStatistics(prunedNormal(4000, zeros, random)),
      });
    }
  }
}

/** Normal values of which the smallest fraction `sparsity` is zero. */
function prunedNormal(count: number, sparsity: number, random: Random): Float32Array {
  const values = Float32Array.from({ length: count }, () => random.normal() * 0.05);
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[a]) - Math.abs(values[b]));
  for (const index of order.slice(0, Math.round(count * sparsity))) values[index] = 0;
  return values;
}

function recordQuantizers(model: StoredModel, bits: number, random: Random, recorder: RunRecorder): void {
  const kernels = [...model.layerIds].filter(([name]) => /^(fc|conv)/.test(name));
  recorder.calibration(
    {
      modelId: model.modelId,
      split: 'train',
      samples: 512,
      batches: 8,
      sampleHash: 'c'.repeat(64),
      method: 'minMax',
      parameters: {},
    },
    kernels.flatMap(([, layerId]) =>
      Array.from({ length: 4 }, (_, channel) => ({
        layerId,
        tensor: 'kernel' as const,
        channel,
        bits,
        scheme: 'symmetric' as const,
        scale: 0.001 + random.uniform() * 0.001,
        zeroPoint: 0,
        quantMin: -127,
        quantMax: 127,
        rangeMin: -0.2,
        rangeMax: 0.2,
        clippedFraction: 0,
        sqnrDb: 38 + random.uniform(),
      })),
    ),
  );
}

function recordScores(
  model: StoredModel,
  bits: number,
  accuracy: number,
  random: Random,
  recorder: RunRecorder,
): void {
  const engine = bits < 32 ? 'simulated' : 'float';
  for (const [split, samples] of [
    ['validation', VALIDATION_IMAGES],
    ['test', TEST_IMAGES],
  ] as const) {
    const correct = Math.round(samples * (accuracy + (random.uniform() - 0.5) * 0.004));
    recorder.evaluation({
      modelId: model.modelId,
      split,
      engine,
      samples,
      correct,
      top5Correct: Math.round(samples * 0.999),
      loss: 0.11,
      byClass: Array.from({ length: 10 }, () => ({
        samples: samples / 10,
        correct: Math.round(correct / 10),
      })),
    });
    recorder.log('info', `${correct} of ${samples} ${split} images right.`);
  }
  recorder.benchmark({
    modelId: model.modelId,
    engine,
    precision: 'float32',
    batchSize: 1,
    threads: null,
    latencyP50Ms: 0.4 + random.uniform() * 0.2,
    latencyP95Ms: 0.9,
    throughput: 2100,
    repeats: 50,
    warmup: 10,
  });
}

function recordSensitivity(
  db: TrackingDatabase,
  config: Extract<JobConfig, { method: 'sensitivity' }>,
  modelId: number,
  random: Random,
  recorder: RunRecorder,
): void {
  const layers = db.sqlite
    .prepare('SELECT id, name FROM layers WHERE model_id = ? AND kernel_shape IS NOT NULL ORDER BY position')
    .all(modelId) as { id: number; name: string }[];
  const full = 970;
  layers.forEach(({ id, name }, position) => {
    const weight = position === 0 || position === layers.length - 1 ? 0.75 : 0.2;
    config.levels.forEach((level, step) => {
      const drop =
        Math.round(full * weight * level ** DROP_POWER + random.uniform() * 3 - 1.5) / VALIDATION_IMAGES;
      const correct = full - Math.round(drop * VALIDATION_IMAGES);
      recorder.sensitivity({
        layerId: id,
        technique: 'prune',
        tensor: 'kernel',
        granularity: config.granularity,
        level,
        achievedSparsity: level,
        split: 'validation',
        samples: VALIDATION_IMAGES,
        correct,
        loss: 0.1 + drop * 3,
        accuracyDrop: drop,
      });
      recorder.layerStats({
        layerId: id,
        tensor: 'kernel',
        stage: 'sensitivity',
        step,
        round: 0,
        targetSparsity: level,
        statistics: layerStatistics(prunedNormal(1000, level, random)),
      });
    });
    recorder.log('info', `${name}: ${config.levels.length} levels measured.`);
  });
}

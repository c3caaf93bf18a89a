import * as tf from '@tensorflow/tfjs';
import { quantile } from '@/lib/analysis/quantiles';
import type { BenchmarkRecord, RunRecorder } from '@/lib/domain/recorder';
import { forward } from '@/lib/models/forward';
import type { Model } from '@/lib/models/model';
import { uploadWeights } from './model-variables';

const REPEATS = 60;
const WARMUP = 8;
const BATCH_SIZES = [1, 64];

/** Median and 95th percentile of measured milliseconds. */
export interface Latency {
  p50Ms: number;
  p95Ms: number;
}

/**
 * Time of one forward pass, from images on the backend to logits in memory: median and 95th percentile of 60
 * repeats after 8 for warming up.
 *
 * Quantized models run as float32 on fake-quantized values here: their figures say what the simulation costs.
 */
export function measureLatency(model: Model, batchSize: number, onRepeat?: () => void): Latency {
  const { network, quantization } = model;
  const variables = uploadWeights(model.weights);
  const images = tf.randomUniform([batchSize, ...network.inputShape], 0, 1, 'float32', 1);
  const times: number[] = [];
  try {
    for (let repeat = 0; repeat < WARMUP + REPEATS; repeat++) {
      const start = performance.now();
      tf.tidy(() => {
        forward(network, variables, images, {
          training: false,
          quantization,
          quantizeKernels: false,
        }).dataSync();
      });
      if (repeat >= WARMUP) times.push(performance.now() - start);
      onRepeat?.();
    }
  } finally {
    tf.dispose([images, ...variables.values()]);
  }
  return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
}

/** Measures a model's latency with batches of 1 and 64 images and records both. */
export function recordLatency(model: Model, modelId: number, recorder: RunRecorder): void {
  for (const batchSize of BATCH_SIZES) {
    const { p50Ms, p95Ms } = measureLatency(model, batchSize, () => recorder.heartbeat());
    const record: BenchmarkRecord = {
      modelId,
      engine: model.quantization === null ? 'float' : 'simulated',
      precision: 'float32',
      batchSize,
      threads: null, // the backend decides
      latencyP50Ms: p50Ms,
      latencyP95Ms: p95Ms,
      throughput: (batchSize * 1000) / p50Ms,
      repeats: REPEATS,
      warmup: WARMUP,
    };
    recorder.benchmark(record);
  }
}

import * as tf from '@tensorflow/tfjs';
import type { Mask } from '@/lib/compression/mask';
import { type Batch, batches } from '@/lib/data/batches';
import type { ImageSet } from '@/lib/data/image-set';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { ModelQuantization } from '@/lib/domain/network';
import type { RunRecorder } from '@/lib/domain/recorder';
import type { TrainingConfig } from '@/lib/domain/run-config';
import type { Model, Weights } from '@/lib/models/model';
import { batchTensors } from './batch-tensors';
import { evaluateVariables } from './evaluate';
import { type Loss, labelLoss } from './losses';
import { correctCount } from './score';
import { StepLog } from './step-log';
import { stepGradients } from './train-step';
import { type FitState, openTraining, type Training } from './training-state';

/** Longest time between two turns of the event loop, in which signals and timers of the process get through. */
const TURN_MS = 200;

/** What to train, on what, and how. */
export interface FitOptions {
  model: Model;
  training: TrainingConfig;
  train: ImageSet;
  validation: ImageSet;
  /** Seed of the batch order; with the epoch of the run it decides the order of every epoch alone. */
  seed: number;
  recorder: RunRecorder;
  /** By weight key: weights that stay 0. */
  masks?: ReadonlyMap<string, Mask>;
  /** Cross-entropy against the labels when left out. */
  loss?: Loss;
  /** Called before each epoch and at its end: the quantizers for the weights of that moment. */
  quantizationOf?: (weights: Weights) => ModelQuantization;
  /** Optimizer steps of the run before this training; points are recorded after it. */
  firstStep?: number;
  /** Epochs of the run before this training, and of the whole run. */
  epochsBefore?: number;
  epochsOfRun?: number;
  /** What is going on, for the progress. */
  phase: string;
  /** State to go on from. */
  resume?: FitState;
  /** Called after each epoch but the last, when the state can be stored; `step` counts from the run's beginning. */
  onEpoch?: (state: FitState, step: number) => void;
}

/** What training came to. */
export interface FitResult {
  weights: Weights;
  /** Optimizer steps of the run, those before included. */
  step: number;
}

/**
 * Trains a model and records its curves: losses and accuracy every 10 steps; learning rate, speed, memory,
 * training means and validation after each epoch.
 *
 * @returns New weights; those of `model` are not changed. Everything on the backend is disposed.
 * @throws AppError `diverged` when the loss is no finite number; points up to there are recorded.
 */
export async function fitModel(options: FitOptions): Promise<FitResult> {
  const { model, training, train, recorder, masks = new Map(), epochsBefore = 0 } = options;
  const state = openTraining(model, training.optimizer, masks, options.resume);
  const log = new StepLog(recorder);
  let step = (options.firstStep ?? 0) + state.epoch * Math.ceil(train.count / training.batchSize);
  try {
    for (let epoch = state.epoch; epoch < training.epochs; epoch++) {
      const began = performance.now();
      const quantization = options.quantizationOf?.(state.weights()) ?? null;
      const epochOfRun = epochsBefore + epoch;
      const order = { batchSize: training.batchSize, seed: options.seed, epoch: epochOfRun, shuffle: true };
      let images = 0;
      let turnedAt = began;
      for (const batch of batches(train, order)) {
        trainOnBatch(options, state, quantization, batch, log, ++step);
        images += batch.count;
        const done = epochOfRun + images / train.count;
        recorder.progress(done, options.epochsOfRun ?? training.epochs, options.phase);
        recorder.heartbeat();
        if (performance.now() - turnedAt > TURN_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          turnedAt = performance.now();
        }
      }
      const means = log.endEpoch(step);
      const seconds = (performance.now() - began) / 1000;
      recorder.metric(METRIC_KEYS.epochTrainLoss, step, means.loss);
      recorder.metric(METRIC_KEYS.epochTrainAccuracy, step, means.accuracy);
      recorder.metric(METRIC_KEYS.learningRate, step, training.optimizer.learningRate);
      recorder.metric(METRIC_KEYS.imagesPerSecond, step, train.count / seconds);
      recorder.metric(METRIC_KEYS.memoryBytes, step, process.memoryUsage.rss());
      recorder.metric(METRIC_KEYS.epoch, step, epochOfRun + 1);
      validate(options, state, step);
      if (epoch + 1 < training.epochs) options.onEpoch?.(state.save(epoch + 1), step);
      recorder.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { weights: state.weights(), step };
  } finally {
    state.dispose();
  }
}

function trainOnBatch(
  { model, train, loss = labelLoss }: FitOptions,
  state: Training,
  quantization: ModelQuantization | null,
  batch: Batch,
  log: StepLog,
  step: number,
): void {
  const tensors = batchTensors(batch, train);
  const values = state.optimizer.values();
  const result = stepGradients(model.network, values, state.moving, quantization, tensors, loss);
  tf.dispose([tensors.images, ...values.values()]);
  state.apply(result);
  log.add(step, batch.count, result.terms, correctCount(result.logits, batch.labels));
}

function validate(options: FitOptions, state: Training, step: number): void {
  const { model, validation, recorder } = options;
  const values = state.optimizer.values();
  const score = evaluateVariables(model.network, new Map([...values, ...state.moving]), validation, {
    quantization: options.quantizationOf?.(state.weights()) ?? null,
    onBatch: () => recorder.heartbeat(),
  });
  tf.dispose([...values.values()]);
  recorder.metric(METRIC_KEYS.validationLoss, step, score.lossSum / score.samples);
  recorder.metric(METRIC_KEYS.validationAccuracy, step, score.correct / score.samples);
}

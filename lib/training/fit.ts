import * as tf from '@tensorflow/tfjs';
import { applyMask, type Mask } from '@/lib/compression/mask';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import { isTrained } from '@/lib/domain/network-size';
import type { RunRecorder } from '@/lib/domain/recorder';
import type { TrainingConfig } from '@/lib/domain/run-config';
import type { Model, Weights } from '@/lib/models/model';
import { batchTensors, type ImageSet, imageOrder } from './batch-tensors';
import { evaluateVariables } from './evaluate';
import { type Loss, labelLoss } from './losses';
import { downloadWeights, uploadWeight, uploadWeights } from './model-variables';
import { createOptimizer, type Optimizer, type OptimizerState } from './optimizer';
import { StepLog } from './step-log';
import { stepGradients } from './train-step';

/** Everything needed to go on training after an epoch. */
export interface FitState {
  /** Epochs done. */
  epoch: number;
  weights: Weights;
  optimizer: OptimizerState;
}

/** What to train, on what, and how. */
export interface FitOptions {
  model: Model;
  training: TrainingConfig;
  train: ImageSet;
  validation: ImageSet;
  /** Seed of the batch order; with phase and epoch it decides the order of every epoch alone. */
  seed: number;
  recorder: RunRecorder;
  /** By weight key: weights that stay 0. */
  masks?: ReadonlyMap<string, Mask>;
  /** Cross-entropy against the labels when left out. */
  loss?: Loss;
  /** Called before each epoch: the quantizers to train with, made from the weights of that moment. */
  quantizationOf?: (weights: Weights) => ModelQuantization;
  /** Optimizer steps of the run before this training; points are recorded after it. */
  firstStep?: number;
  /** Epochs of the run before this training, and of the whole run; for the progress. */
  epochsBefore?: number;
  epochsOfRun?: number;
  /** What is going on, for the progress; unique among the trainings of a run. */
  phase: string;
  /** State to go on from. */
  resume?: FitState;
  /** Called after each epoch but the last, when the state can be stored. */
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
 * Masked weights are zeroed first, as are their optimizer slots, and their gradients before every optimizer step.
 * So neither momentum nor Adam's averages can revive one: with a zero gradient and zero slots each update is
 * exactly 0.
 *
 * @returns New weights; those of `model` are not changed. Everything on the backend is disposed.
 * @throws AppError `diverged` when the loss is no finite number; points up to there are recorded.
 */
export async function fitModel(options: FitOptions): Promise<FitResult> {
  const { model, training, train, recorder, masks = new Map(), firstStep = 0 } = options;
  const { network } = model;
  const start = maskedStart(options.resume ?? { epoch: 0, weights: model.weights }, masks);
  const optimizer = createOptimizer(training.optimizer, trainedOnly(start.weights, true), start.optimizer);
  const moving = uploadWeights(trainedOnly(start.weights, false));
  const maskTensors = new Map(
    [...masks].map(([key, mask]) => [key, uploadMask(mask, model.weights.get(key)?.shape ?? [])]),
  );
  const log = new StepLog(recorder);
  const stepsPerEpoch = Math.ceil(train.count / training.batchSize);
  let step = firstStep + start.epoch * stepsPerEpoch;
  try {
    for (let epoch = start.epoch; epoch < training.epochs; epoch++) {
      const began = performance.now();
      const quantization = options.quantizationOf?.(currentWeights(model.weights, optimizer, moving)) ?? null;
      const order = imageOrder(train.count, options.seed, `${options.phase}/${epoch}`);
      const epochsDone = (options.epochsBefore ?? 0) + epoch;
      const epochsOfRun = options.epochsOfRun ?? training.epochs;
      for (let first = 0; first < order.length; first += training.batchSize) {
        const indices = order.subarray(first, first + training.batchSize);
        trainOnBatch(network, quantization, optimizer, moving, maskTensors, options, indices, (scalars) => {
          step++;
          log.add(step, indices.length, scalars);
        });
        recorder.progress(epochsDone + (first + indices.length) / train.count, epochsOfRun, options.phase);
        recorder.heartbeat();
      }
      const means = log.endEpoch();
      const seconds = (performance.now() - began) / 1000;
      recorder.metric(METRIC_KEYS.epochTrainLoss, step, means.loss);
      recorder.metric(METRIC_KEYS.epochTrainAccuracy, step, means.accuracy);
      recorder.metric(METRIC_KEYS.learningRate, step, training.optimizer.learningRate);
      recorder.metric(METRIC_KEYS.imagesPerSecond, step, train.count / seconds);
      recorder.metric(METRIC_KEYS.memoryBytes, step, process.memoryUsage.rss());
      recorder.metric(METRIC_KEYS.epoch, step, epochsDone + 1);
      validate(options, optimizer, moving, step);
      if (epoch + 1 < training.epochs) {
        options.onEpoch?.(
          {
            epoch: epoch + 1,
            weights: currentWeights(model.weights, optimizer, moving),
            optimizer: optimizer.state(),
          },
          step,
        );
      }
      recorder.flush();
      // Lets signals and timers of the process through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { weights: currentWeights(model.weights, optimizer, moving), step };
  } finally {
    log.dispose();
    optimizer.dispose();
    tf.dispose([...moving.values(), ...maskTensors.values()]);
  }
}

function trainOnBatch(
  network: Network,
  quantization: ModelQuantization | null,
  optimizer: Optimizer,
  moving: Map<string, tf.Tensor>,
  maskTensors: ReadonlyMap<string, tf.Tensor>,
  { train, loss = labelLoss }: FitOptions,
  indices: Int32Array,
  done: (scalars: Parameters<StepLog['add']>[2]) => void,
): void {
  const batch = batchTensors(train, indices);
  const values = optimizer.values();
  const result = stepGradients(network, values, moving, quantization, batch, loss);
  tf.dispose([batch.images, batch.labels, ...values.values()]);
  for (const [key, mask] of maskTensors) {
    const gradient = result.gradients.get(key) as tf.Tensor;
    result.gradients.set(key, tf.mul(gradient, mask));
    gradient.dispose();
  }
  optimizer.apply(result.gradients);
  updateMovingAverages(network, moving, result.batchStatistics);
  tf.dispose([...result.gradients.values(), ...result.batchStatistics.values()]);
  done(result.scalars);
}

/** `moving = momentum * moving + (1 - momentum) * batch` for mean and variance of each batch normalisation. */
function updateMovingAverages(
  network: Network,
  moving: Map<string, tf.Tensor>,
  batchStatistics: ReadonlyMap<string, tf.Tensor>,
): void {
  if (batchStatistics.size === 0) return;
  const momenta = new Map(
    network.layers.flatMap((layer) =>
      layer.type === 'batchNorm' ? [[layer.name, layer.momentum] as const] : [],
    ),
  );
  for (const [key, batch] of batchStatistics) {
    const old = moving.get(key) as tf.Tensor;
    const momentum = momenta.get(key.slice(0, key.lastIndexOf('/'))) ?? 0;
    moving.set(
      key,
      tf.tidy(() => tf.add(tf.mul(old, momentum), tf.mul(batch, 1 - momentum))),
    );
    old.dispose();
  }
}

function validate(
  { model, validation, recorder, quantizationOf }: FitOptions,
  optimizer: Optimizer,
  moving: ReadonlyMap<string, tf.Tensor>,
  step: number,
): void {
  const quantization = quantizationOf?.(currentWeights(model.weights, optimizer, moving)) ?? null;
  const values = optimizer.values();
  const variables = new Map([...values, ...moving]);
  const score = evaluateVariables(model.network, variables, validation, {
    quantization,
    quantizeKernels: true,
    onBatch: () => recorder.heartbeat(),
  });
  tf.dispose([...values.values()]);
  recorder.metric(METRIC_KEYS.validationLoss, step, score.lossSum / score.samples);
  recorder.metric(METRIC_KEYS.validationAccuracy, step, score.correct / score.samples);
}

/** All weights as they are now, in the order of `like`. */
function currentWeights(
  like: Weights,
  optimizer: Optimizer,
  moving: ReadonlyMap<string, tf.Tensor>,
): Weights {
  const values = optimizer.values();
  const current = downloadWeights(new Map([...values, ...moving]));
  tf.dispose([...values.values()]);
  return new Map(
    [...like.keys()].map((key) => [
      key,
      current.get(key) as typeof like extends Map<string, infer W> ? W : never,
    ]),
  );
}

function trainedOnly(weights: Weights, trained: boolean): Weights {
  return new Map([...weights].filter(([key]) => isTrained(key.slice(key.lastIndexOf('/') + 1)) === trained));
}

function maskedStart(
  state: Pick<FitState, 'epoch' | 'weights'> & Partial<FitState>,
  masks: ReadonlyMap<string, Mask>,
): Pick<FitState, 'epoch' | 'weights'> & Partial<FitState> {
  const masked = (tensors: Weights): Weights =>
    new Map(
      [...tensors].map(([key, { shape, data }]) => {
        const mask = masks.get(key) ?? masks.get(key.slice(key.indexOf('/') + 1));
        const copy = data.slice();
        if (mask) applyMask(copy, mask);
        return [key, { shape, data: copy }];
      }),
    );
  const { optimizer } = state;
  return {
    epoch: state.epoch,
    weights: masked(state.weights),
    optimizer: optimizer && { steps: optimizer.steps, slots: masked(optimizer.slots) },
  };
}

function uploadMask(mask: Mask, shape: number[]): tf.Tensor {
  return uploadWeight({ shape, data: Float32Array.from(mask) });
}

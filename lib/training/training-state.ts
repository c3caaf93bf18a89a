import * as tf from '@tensorflow/tfjs';
import { applyMask, type Mask } from '@/lib/compression/mask';
import type { Network } from '@/lib/domain/network';
import { isTrained } from '@/lib/domain/network-size';
import type { Model, Weights, WeightTensor } from '@/lib/models/model';
import { createOptimizer } from './create-optimizer';
import { downloadWeights, uploadWeight, uploadWeights } from './model-variables';
import type { Optimizer, OptimizerConfig, OptimizerState } from './optimizer';
import type { StepResult } from './train-step';

/** Everything needed to go on training after an epoch. */
export interface FitState {
  /** Epochs done. */
  epoch: number;
  weights: Weights;
  optimizer: OptimizerState;
}

/** A training on the backend: weights, optimizer, moving averages, masks. */
export interface Training {
  /** Epochs done when it was opened. */
  epoch: number;
  optimizer: Optimizer;
  /** Moving averages of batch normalisation by weight key; replaced by `apply`. */
  moving: ReadonlyMap<string, tf.Tensor>;
  /** One optimizer step; disposes gradients and statistics of the batch. */
  apply(result: StepResult): void;
  /** A copy of all weights. */
  weights(): Weights;
  save(epoch: number): FitState;
  dispose(): void;
}

/**
 * Starts a training from a model, or goes on from a saved state; dispose it.
 *
 * Masked weights are zeroed, as are their optimizer slots, and later their gradients before every step. So neither
 * momentum nor Adam's averages can revive one: with zero gradient and zero slots each update is exactly 0.
 */
export function openTraining(
  { network, weights }: Model,
  config: OptimizerConfig,
  masks: ReadonlyMap<string, Mask>,
  resume?: FitState,
): Training {
  const start = masked(resume?.weights ?? weights, (key) => masks.get(key));
  // Slots are called `m/fc1/kernel`.
  const slots = resume && masked(resume.optimizer.slots, (key) => masks.get(key.slice(key.indexOf('/') + 1)));
  const optimizer = createOptimizer(
    config,
    select(start, true),
    resume && slots && { steps: resume.optimizer.steps, slots },
  );
  const moving = uploadWeights(select(start, false));
  const maskTensors = new Map(
    [...masks].map(([key, mask]) => {
      const { shape } = weights.get(key) as WeightTensor;
      return [key, uploadWeight({ shape, data: Float32Array.from(mask) })];
    }),
  );
  const current = () => {
    const values = optimizer.values();
    const all = downloadWeights(new Map([...values, ...moving]));
    tf.dispose([...values.values()]);
    return new Map([...weights.keys()].map((key) => [key, all.get(key) as WeightTensor]));
  };
  return {
    epoch: resume?.epoch ?? 0,
    optimizer,
    moving,
    apply: ({ gradients, batchStatistics }) => {
      for (const [key, mask] of maskTensors) {
        const gradient = gradients.get(key) as tf.Tensor;
        gradients.set(key, tf.mul(gradient, mask));
        gradient.dispose();
      }
      optimizer.apply(gradients);
      updateMovingAverages(network, moving, batchStatistics);
      tf.dispose([...gradients.values(), ...batchStatistics.values()]);
    },
    weights: current,
    save: (epoch) => ({ epoch, weights: current(), optimizer: optimizer.state() }),
    dispose: () => {
      optimizer.dispose();
      tf.dispose([...moving.values(), ...maskTensors.values()]);
    },
  };
}

/** `moving = momentum * moving + (1 - momentum) * batch` for mean and variance of each batch normalisation. */
function updateMovingAverages(
  network: Network,
  moving: Map<string, tf.Tensor>,
  batchStatistics: ReadonlyMap<string, tf.Tensor>,
): void {
  for (const layer of network.layers) {
    if (layer.type !== 'batchNorm') continue;
    for (const key of [`${layer.name}/movingMean`, `${layer.name}/movingVariance`]) {
      const [old, batch] = [moving.get(key), batchStatistics.get(key)] as [tf.Tensor, tf.Tensor];
      moving.set(
        key,
        tf.tidy(() => tf.add(tf.mul(old, layer.momentum), tf.mul(batch, 1 - layer.momentum))),
      );
      old.dispose();
    }
  }
}

function select(weights: Weights, trained: boolean): Weights {
  return new Map([...weights].filter(([key]) => isTrained(key.slice(key.lastIndexOf('/') + 1)) === trained));
}

function masked(weights: Weights, maskOf: (key: string) => Mask | undefined): Weights {
  return new Map(
    [...weights].map(([key, weight]) => {
      const mask = maskOf(key);
      if (mask === undefined) return [key, weight];
      const data = weight.data.slice();
      applyMask(data, mask);
      return [key, { shape: weight.shape, data }];
    }),
  );
}

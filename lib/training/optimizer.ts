import type * as tf from '@tensorflow/tfjs';
import type { TrainingConfig } from '@/lib/domain/run-config';
import type { Weights } from '@/lib/models/model';

/** Decay of the momentum optimizer. */
export const MOMENTUM = 0.9;
/** Adam's decays and epsilon. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** Settings of an optimizer. */
export type OptimizerConfig = TrainingConfig['optimizer'];

/** What an optimizer needs to go on: steps done, and its slots by `slot/layer/tensor`, as `m/fc1/kernel`. */
export interface OptimizerState {
  steps: number;
  slots: Weights;
}

/**
 * Weights in training and the rule that changes them.
 *
 * - `sgd`: `w -= lr g`
 * - `momentum`: `a = 0.9 a + g; w -= lr a`
 * - `adam`: `m += (g - m)(1 - b1); v += (g^2 - v)(1 - b2); w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + e)`
 *   with t from 1 (Kingma and Ba 2015, arXiv 1412.6980, end of section 2).
 */
export interface Optimizer {
  /** Current weights, in tensors for the caller to dispose; sooner than `apply`, which is then faster. */
  values(): Map<string, tf.Tensor>;
  /** One step. The gradients, one for each weight, stay the caller's. */
  apply(gradients: ReadonlyMap<string, tf.Tensor>): void;
  /** A copy of the state. */
  state(): OptimizerState;
  /** Frees weights and slots. */
  dispose(): void;
}

/** Names of the slots each optimizer keeps for a weight. */
export function slotNames(name: OptimizerConfig['name']): string[] {
  if (name === 'adam') return ['m', 'v'];
  return name === 'momentum' ? ['accumulator'] : [];
}

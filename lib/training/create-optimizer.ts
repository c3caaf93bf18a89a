import * as tf from '@tensorflow/tfjs';
import type { Weights } from '@/lib/models/model';
import type { Optimizer, OptimizerConfig, OptimizerState } from './optimizer';
import { resourceOptimizer } from './resource-optimizer';
import { tensorOptimizer } from './tensor-optimizer';

/**
 * An optimizer over a copy of some weights: the backend's own fused one where there is one, else of small
 * operations.
 *
 * @param state To go on from; a new one when left out.
 */
export function createOptimizer(
  config: OptimizerConfig,
  weights: Weights,
  state?: OptimizerState,
): Optimizer {
  return tf.getKernel('ResourceApplyAdam', tf.getBackend()) === undefined
    ? tensorOptimizer(config, weights, state)
    : resourceOptimizer(config, weights, state);
}

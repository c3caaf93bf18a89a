import * as tf from '@tensorflow/tfjs';
import type { Weights } from '@/lib/models/model';
import {
  ADAM,
  MOMENTUM,
  type Optimizer,
  type OptimizerConfig,
  type OptimizerState,
  slotNames,
} from './optimizer';

/** An {@link Optimizer} of plain tensor operations, for every backend. */
export function tensorOptimizer(
  config: OptimizerConfig,
  weights: Weights,
  state?: OptimizerState,
): Optimizer {
  let steps = state?.steps ?? 0;
  const tensors = new Map<string, tf.Tensor>();
  const slots = new Map<string, tf.Tensor>();
  for (const [key, { shape, data }] of weights) {
    tensors.set(key, tf.tensor(data.slice(), shape));
    for (const slot of slotNames(config.name)) {
      const old = state?.slots.get(`${slot}/${key}`);
      slots.set(`${slot}/${key}`, old ? tf.tensor(old.data.slice(), shape) : tf.zeros(shape));
    }
  }
  const replace = (map: Map<string, tf.Tensor>, key: string, compute: () => tf.Tensor) => {
    const next = tf.tidy(compute);
    map.get(key)?.dispose();
    map.set(key, next);
    return next;
  };
  const updates: Record<OptimizerConfig['name'], (key: string, gradient: tf.Tensor) => void> = {
    sgd: (key, gradient) => {
      replace(tensors, key, () => tf.sub(at(tensors, key), tf.mul(gradient, config.learningRate)));
    },
    momentum: (key, gradient) => {
      const slot = `accumulator/${key}`;
      const accumulated = replace(slots, slot, () => tf.add(tf.mul(at(slots, slot), MOMENTUM), gradient));
      replace(tensors, key, () => tf.sub(at(tensors, key), tf.mul(accumulated, config.learningRate)));
    },
    adam: (key, gradient) => {
      const { beta1, beta2, epsilon } = ADAM;
      const mean = replace(slots, `m/${key}`, () =>
        tf.add(tf.mul(at(slots, `m/${key}`), beta1), tf.mul(gradient, 1 - beta1)),
      );
      const square = replace(slots, `v/${key}`, () =>
        tf.add(tf.mul(at(slots, `v/${key}`), beta2), tf.mul(tf.square(gradient), 1 - beta2)),
      );
      const rate = (config.learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      replace(tensors, key, () =>
        tf.sub(at(tensors, key), tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), epsilon))),
      );
    },
  };
  return {
    values: () => new Map([...tensors].map(([key, tensor]) => [key, tensor.clone()])),
    apply: (gradients) => {
      steps++;
      for (const key of tensors.keys()) updates[config.name](key, at(gradients, key));
    },
    state: () => ({
      steps,
      slots: new Map(
        [...slots].map(([key, tensor]) => [
          key,
          { shape: tensor.shape, data: (tensor.dataSync() as Float32Array).slice() },
        ]),
      ),
    }),
    dispose: () => tf.dispose([...tensors.values(), ...slots.values()]),
  };
}

function at(map: ReadonlyMap<string, tf.Tensor>, key: string): tf.Tensor {
  return map.get(key) as tf.Tensor;
}

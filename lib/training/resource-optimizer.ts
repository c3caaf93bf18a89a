import * as tf from '@tensorflow/tfjs';
import type { Weights, WeightTensor } from '@/lib/models/model';
import {
  ADAM,
  MOMENTUM,
  type Optimizer,
  type OptimizerConfig,
  type OptimizerState,
  slotNames,
} from './optimizer';

/**
 * An {@link Optimizer} on TensorFlow's resource variables: one native call a weight and step, in place. Needs the
 * kernels `VarHandleOp`, `ReadVariableOp`, `AssignVariableOp`, `DestroyResourceOp` and `ResourceApply*`.
 */
export function resourceOptimizer(
  config: OptimizerConfig,
  weights: Weights,
  state?: OptimizerState,
): Optimizer {
  let steps = state?.steps ?? 0;
  const variables = new Map<string, tf.Tensor>();
  const slots = new Map<string, tf.Tensor>();
  for (const [key, weight] of weights) {
    variables.set(key, createVariable(weight));
    for (const slot of slotNames(config.name)) {
      const name = `${slot}/${key}`;
      const zeros = { shape: weight.shape, data: new Float32Array(weight.data.length) };
      slots.set(name, createVariable(state?.slots.get(name) ?? zeros));
    }
  }
  const constants = {
    lr: tf.scalar(config.learningRate),
    momentum: tf.scalar(MOMENTUM),
    beta1: tf.scalar(ADAM.beta1),
    beta2: tf.scalar(ADAM.beta2),
    epsilon: tf.scalar(ADAM.epsilon),
  };
  const apply = (gradients: ReadonlyMap<string, tf.Tensor>) => {
    steps++;
    const powers = {
      beta1_power: tf.scalar(ADAM.beta1 ** steps),
      beta2_power: tf.scalar(ADAM.beta2 ** steps),
    };
    const { lr, momentum, ...decays } = constants;
    for (const [key, variable] of variables) {
      const grad = gradients.get(key) as tf.Tensor;
      const slot = (name: string) => slots.get(`${name}/${key}`) as tf.Tensor;
      if (config.name === 'adam') {
        run('ResourceApplyAdam', {
          var: variable,
          m: slot('m'),
          v: slot('v'),
          ...powers,
          lr,
          ...decays,
          grad,
        });
      } else if (config.name === 'momentum') {
        run('ResourceApplyMomentum', { var: variable, accum: slot('accumulator'), lr, grad, momentum });
      } else {
        run('ResourceApplyGradientDescent', { var: variable, alpha: lr, delta: grad });
      }
    }
    tf.dispose(powers);
  };
  return {
    values: () => new Map([...variables].map(([key, variable]) => [key, read(variable)])),
    apply,
    state: () => ({ steps, slots: new Map([...slots].map(([key, slot]) => [key, copy(slot)])) }),
    dispose: () => {
      for (const resource of [...variables.values(), ...slots.values()]) {
        run('DestroyResourceOp', { resource });
        resource.dispose();
      }
      tf.dispose(constants);
    },
  };
}

function run(
  kernel: string,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, number[]> = {},
): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor;
}

function createVariable({ shape, data }: WeightTensor): tf.Tensor {
  const resource = run('VarHandleOp', {}, { shape });
  const value = tf.tensor(data.slice(), shape);
  run('AssignVariableOp', { resource, value });
  value.dispose();
  return resource;
}

function read(resource: tf.Tensor): tf.Tensor {
  return run('ReadVariableOp', { resource });
}

function copy(resource: tf.Tensor): WeightTensor {
  const value = read(resource);
  const weight = { shape: value.shape, data: (value.dataSync() as Float32Array).slice() };
  value.dispose();
  return weight;
}

import * as tf from '@tensorflow/tfjs';
import { flagOff, floatType, type NativeBackend, type OpAttribute } from '@/lib/tf/native-backend';

let created = 0;

/**
 * Register TensorFlow's own resource variables and optimizers as kernels of tfjs-node's backend, by their names in
 * TensorFlow. An Adam step of 235,200 weights takes 0.2 ms by one `ResourceApplyAdam`, 1.8 ms by the ten small
 * operations that TensorFlow.js makes of it.
 *
 * Inputs and attributes: `VarHandleOp` (attribute shape) -> handle; `AssignVariableOp` (resource, value);
 * `ReadVariableOp` (resource) -> value; `DestroyResourceOp` (resource); `ResourceApplyAdam`,
 * `ResourceApplyMomentum`, `ResourceApplyGradientDescent` with TensorFlow's input names.
 */
export function registerVariableKernels(): void {
  register('VarHandleOp', [], (backend, attrs) => [
    floatType(backend, 'dtype'),
    { name: 'shape', type: backend.binding.TF_ATTR_SHAPE, value: attrs.shape as number[] },
    { name: 'shared_name', type: backend.binding.TF_ATTR_STRING, value: `lathe_${created++}` },
    { name: 'container', type: backend.binding.TF_ATTR_STRING, value: '' },
  ]);
  register('ReadVariableOp', ['resource'], (backend) => [floatType(backend, 'dtype')]);
  register('AssignVariableOp', ['resource', 'value'], (backend) => [floatType(backend, 'dtype')], 0);
  register('DestroyResourceOp', ['resource'], (backend) => [flagOff(backend, 'ignore_lookup_error')], 0);
  const update = (backend: NativeBackend) => [floatType(backend, 'T'), flagOff(backend, 'use_locking')];
  const nesterov = (backend: NativeBackend) => [...update(backend), flagOff(backend, 'use_nesterov')];
  const adam = 'var m v beta1_power beta2_power lr beta1 beta2 epsilon grad'.split(' ');
  register('ResourceApplyAdam', adam, nesterov, 0);
  register('ResourceApplyMomentum', ['var', 'accum', 'lr', 'grad', 'momentum'], nesterov, 0);
  register('ResourceApplyGradientDescent', ['var', 'alpha', 'delta'], update, 0);
}

function register(
  kernelName: string,
  inputNames: readonly string[],
  attributes: (backend: NativeBackend, attrs: Record<string, unknown>) => OpAttribute[],
  outputs: 0 | 1 = 1,
): void {
  if (tf.getKernel(kernelName, 'tensorflow') !== undefined) return;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as unknown as NativeBackend;
      const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
      const list = attributes(native, attrs ?? {});
      if (outputs === 1) return native.executeSingleOutput(kernelName, list, tensors);
      return native.executeMultipleOutputs(kernelName, list, tensors, 0);
    },
  });
}

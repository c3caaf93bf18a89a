import * as tf from '@tensorflow/tfjs';
import { floatType, type NativeBackend, type OpAttribute } from '@/lib/tf/native-backend';

/**
 * Register TensorFlow's batch normalisation for training as kernels of tfjs-node's backend, under its names.
 *
 * `FusedBatchNormV3` (x, scale, offset, an empty mean and variance; attribute epsilon) gives y, mean and variance for moving averages, then
 * mean, population variance and a reserve for `FusedBatchNormGradV3` (yBackprop, x, scale, reserve1 to reserve3),
 * which gives the gradients of x, scale and offset first. Data format NHWC.
 */
export function registerBatchNormKernels(): void {
  register('FusedBatchNormV3', ['x', 'scale', 'offset', 'mean', 'variance'], 6);
  const gradient = ['yBackprop', 'x', 'scale', 'reserve1', 'reserve2', 'reserve3'];
  register('FusedBatchNormGradV3', gradient, 5);
}

function register(kernelName: string, inputNames: readonly string[], outputs: number): void {
  if (tf.getKernel(kernelName, 'tensorflow') !== undefined) return;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as unknown as NativeBackend;
      const { binding } = native;
      const attributes: OpAttribute[] = [
        floatType(native, 'T'),
        floatType(native, 'U'),
        { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: attrs?.epsilon as number },
        { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
        { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
      ];
      const tensors = inputNames.map((name) => inputs[name] as tf.TensorInfo);
      return native.executeMultipleOutputs(kernelName, attributes, tensors, outputs);
    },
  });
}

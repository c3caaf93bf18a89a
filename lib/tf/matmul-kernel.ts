import * as tf from '@tensorflow/tfjs';
import { floatType, type NativeBackend } from '@/lib/tf/native-backend';

/** Inputs and attributes of TensorFlow.js' BatchMatMul. */
interface MatMulArguments {
  inputs: { a: tf.TensorInfo; b: tf.TensorInfo };
  attrs: { transposeA: boolean; transposeB: boolean };
}

/**
 * Multiply two matrices by TensorFlow's `MatMul` on tfjs-node, which calls `BatchMatMulV2` for them too. The
 * latter costs 0.05 ms more a call, which makes LeNet-300-100 train 1.3 times as fast. Batches stay as they are.
 */
export function replaceMatMulKernel(): void {
  const stock = tf.getKernel(tf.BatchMatMul, 'tensorflow');
  if (stock === undefined) return;
  tf.unregisterKernel(tf.BatchMatMul, 'tensorflow');
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const { inputs, attrs } = call as unknown as MatMulArguments;
      const { a, b } = inputs;
      if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== 'float32' || b.dtype !== 'float32') {
        return stock.kernelFunc(call);
      }
      const native = call.backend as unknown as NativeBackend;
      const flag = (name: string, value: boolean) => ({
        name,
        type: native.binding.TF_ATTR_BOOL,
        value,
      });
      const attributes = [
        floatType(native, 'T'),
        flag('transpose_a', attrs.transposeA),
        flag('transpose_b', attrs.transposeB),
      ];
      return native.executeSingleOutput('MatMul', attributes, [a, b]);
    },
  });
}

import type * as tf from '@tensorflow/tfjs';
import type { ModelQuantization, QuantizerParameters } from '@/lib/domain/network';
/** tmp */
export function quantizeInput(
  input: tf.Tensor,
  _q: ModelQuantization[string],
  _training: boolean,
): tf.Tensor {
  return input;
}
/** tmp */
export function quantizeKernel(kernel: tf.Tensor, _q: QuantizerParameters, _training: boolean): tf.Tensor {
  return kernel;
}

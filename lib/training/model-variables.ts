import * as tf from '@tensorflow/tfjs';
import type { Weights, WeightTensor } from '@/lib/models/model';

/** Weights on the backend, copied, by the same keys; for the caller to dispose. */
export function uploadWeights(weights: Weights): Map<string, tf.Tensor> {
  return new Map([...weights].map(([key, weight]) => [key, uploadWeight(weight)]));
}

/** One weight on the backend, for the caller to dispose. The array is copied: backends keep what they are given. */
export function uploadWeight({ shape, data }: WeightTensor): tf.Tensor {
  return tf.tensor(data.slice(), shape, 'float32');
}

/** A copy of tensors as plain data; the tensors stay the caller's. */
export function downloadWeights(tensors: ReadonlyMap<string, tf.Tensor>): Weights {
  return new Map(
    [...tensors].map(([key, tensor]) => [
      key,
      { shape: [...tensor.shape], data: (tensor.dataSync() as Float32Array).slice() },
    ]),
  );
}

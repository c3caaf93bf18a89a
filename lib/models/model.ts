import type { ModelQuantization, Network } from '@/lib/domain/network';

/** One weight tensor, row-major. */
export interface WeightTensor {
  shape: number[];
  data: Float32Array;
}

/** Weight tensors by `layer/tensor`, as `fc1/kernel`; in the order of the network's layers. */
export type Weights = Map<string, WeightTensor>;

/** A model as plain data: no tensor of a backend, nothing to dispose. */
export interface Model {
  network: Network;
  weights: Weights;
  /** Quantizers by layer name, null for a float model. Kernels of a quantized model lie on their grid. */
  quantization: ModelQuantization | null;
}

/** Key of a layer's weight tensor in {@link Weights}. */
export function weightKey(layer: string, tensor: string): string {
  return `${layer}/${tensor}`;
}

/** A copy that shares no array with the original. */
export function copyModel({ network, weights, quantization }: Model): Model {
  return {
    network,
    weights: new Map([...weights].map(([key, { shape, data }]) => [key, { shape, data: data.slice() }])),
    quantization: structuredClone(quantization),
  };
}

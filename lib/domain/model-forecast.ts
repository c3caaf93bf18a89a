import { buildNetwork } from './architectures/build-network';
import { AppError } from './errors';
import type { Network } from './network';
import { hasKernel, networkSize } from './network-size';
import type { ArchitectureConfig, JobConfig, ModelReference } from './run-config';

/** Counts of the weight tensors of a network: enough to foretell its stored size. */
export interface TensorCounts {
  architecture: string;
  inputShape: [height: number, width: number, channels: number];
  classes: number;
  parameters: number;
  /** Multiply-accumulates of one image. */
  macs: number;
  /** Values and output channels of each kernel, in the order of the layers. */
  kernels: { values: number; channels: number }[];
  /** Values of all other weights: biases and batch normalisations. */
  otherValues: number;
}

/** What a job's model will be, as far as its config tells. */
export interface ModelForecast {
  architecture: string;
  /** Null where the images are too small for the architecture. */
  tensors: TensorCounts | null;
  /** Zeros / weights over all kernels, in [0, 1]. */
  sparsity: number;
  /** Bits of a kernel's weight; 32 means float32. */
  bits: number;
  isPerChannel: boolean;
}

/** Counts of the weight tensors of a network. @throws AppError `invalid_argument` as {@link networkSize} does. */
export function tensorCounts(network: Network): TensorCounts {
  const { layers, parameters, macs } = networkSize(network);
  const counts: TensorCounts = {
    architecture: network.architecture,
    inputShape: network.inputShape,
    classes: network.classes,
    parameters,
    macs,
    kernels: [],
    otherValues: 0,
  };
  for (const { layer, weights } of layers) {
    for (const { tensor, shape } of weights) {
      const values = shape.reduce((product, length) => product * length, 1);
      if (tensor !== 'kernel' || !hasKernel(layer)) counts.otherValues += values;
      else {
        const channels = layer.type === 'depthwiseConv2d' ? shape[2] : shape[shape.length - 1];
        counts.kernels.push({ values, channels });
      }
    }
  }
  return counts;
}

/** Shape of the images and number of classes of a data set. */
export interface ImageKind {
  shape: TensorCounts['inputShape'];
  classes: number;
}

/** Images as those of MNIST, which most data sets here have, and of CIFAR-10. */
export function usualImages(datasetName: string): ImageKind {
  return { shape: datasetName === 'cifar-10' ? [32, 32, 3] : [28, 28, 1], classes: 10 };
}

/** Counts of a new network of an architecture; null when the images are too small for it. */
export function architectureCounts(
  architecture: ArchitectureConfig,
  { shape, classes }: ImageKind,
): TensorCounts | null {
  try {
    return tensorCounts(buildNetwork(architecture, shape, classes));
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_argument') return null;
    throw error;
  }
}

/**
 * What a job's model will be; null for a job that makes none, or whose input is not known.
 *
 * @param inputOf The model behind a reference.
 * @param countsOf The tensors of an architecture on the job's images.
 */
export function forecastModel(
  config: JobConfig,
  inputOf: (reference: ModelReference) => ModelForecast | null,
  countsOf: (architecture: ArchitectureConfig) => TensorCounts | null,
): ModelForecast | null {
  const fresh = (architecture: ArchitectureConfig): ModelForecast => ({
    architecture: architecture.name,
    tensors: countsOf(architecture),
    sparsity: 0,
    bits: 32,
    isPerChannel: true,
  });
  switch (config.method) {
    case 'train':
      return fresh(config.architecture);
    case 'distill':
      return 'base' in config.student ? inputOf(config.student.base) : fresh(config.student.architecture);
    case 'sensitivity':
      return null;
    case 'prune': {
      const base = inputOf(config.base);
      return base && { ...base, sparsity: Math.max(base.sparsity, config.finalSparsity) };
    }
    case 'quantize': {
      const base = inputOf(config.base);
      return base && { ...base, bits: config.bits, isPerChannel: config.weightGranularity === 'perChannel' };
    }
  }
}

/**
 * Bytes that storing a model will take, when its zeros are spread evenly over the kernels: for each kernel
 * `min(ceil(n b / 8), ceil(n / 8) + ceil(nonzeros b / 8))` with b bits a value, and 4 bytes for the scale of each
 * quantizer; 4 bytes for each other weight.
 */
export function forecastStoredBytes(
  tensors: TensorCounts,
  { sparsity, bits, isPerChannel }: Pick<ModelForecast, 'sparsity' | 'bits' | 'isPerChannel'>,
): number {
  const bytesOf = (count: number) => Math.ceil((count * bits) / 8);
  return tensors.kernels.reduce((sum, { values, channels }) => {
    const nonzeros = Math.round(values * (1 - sparsity));
    const scales = bits < 32 ? 4 * (isPerChannel ? channels : 1) : 0;
    return sum + Math.min(bytesOf(values), Math.ceil(values / 8) + bytesOf(nonzeros)) + scales;
  }, 4 * tensors.otherValues);
}

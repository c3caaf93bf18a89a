import type {
  BatchNormSpec,
  Conv2dSpec,
  DenseSpec,
  DepthwiseConv2dSpec,
  LayerSpec,
  MaxPoolSpec,
  Padding,
} from '../network';

/** A square convolution with the field's defaults: stride 1, padding `valid`, with bias. */
export function conv2d(
  name: string,
  input: string,
  filters: number,
  size: number,
  options: { stride?: number; padding?: Padding; useBias?: boolean } = {},
): Conv2dSpec {
  const stride = options.stride ?? 1;
  return {
    type: 'conv2d',
    name,
    inputs: [input],
    filters,
    kernelSize: [size, size],
    strides: [stride, stride],
    padding: options.padding ?? 'valid',
    useBias: options.useBias ?? true,
  };
}

/** A 3x3 depthwise convolution, padding `same`, without bias: batch normalisation follows it. */
export function depthwise(name: string, input: string, stride: number): DepthwiseConv2dSpec {
  return {
    type: 'depthwiseConv2d',
    name,
    inputs: [input],
    kernelSize: [3, 3],
    strides: [stride, stride],
    padding: 'same',
    useBias: false,
  };
}

/** A fully connected layer with bias. */
export function dense(name: string, input: string, units: number): DenseSpec {
  return { type: 'dense', name, inputs: [input], units, useBias: true };
}

/** Batch normalisation with epsilon 1e-3 and momentum 0.9: Keras' 0.99 lags behind in short trainings. */
export function batchNorm(name: string, input: string): BatchNormSpec {
  return { type: 'batchNorm', name, inputs: [input], epsilon: 1e-3, momentum: 0.9 };
}

/** Maximum over 2x2 windows without overlap, padding `valid`. */
export function maxPool(name: string, input: string): MaxPoolSpec {
  return { type: 'maxPool', name, inputs: [input], poolSize: [2, 2], strides: [2, 2], padding: 'valid' };
}

/** A layer without weights and without settings. */
export function plain(
  type: 'relu' | 'globalAveragePool' | 'flatten' | 'add',
  name: string,
  ...inputs: string[]
): LayerSpec {
  return { type, name, inputs };
}

import * as tf from '@tensorflow/tfjs';
import { AppError } from '@/lib/domain/errors';
import type { BatchNormSpec, LayerSpec, ModelQuantization, Network } from '@/lib/domain/network';
import { weightKey } from './model';
import { normaliseBatch } from './normalise-batch';
import { fakeQuantizeTensor, quantizeInput } from './quantized-tensors';

/** Weights on the backend, by `layer/tensor`. */
export type Variables = ReadonlyMap<string, tf.Tensor>;

/** How a network is run. */
export interface ForwardOptions {
  /** Batch normalisation takes the statistics of the batch, and fake quantization is made for gradients. */
  training: boolean;
  /** Layers that are quantized; null or left out for float. */
  quantization?: ModelQuantization | null;
  /** False when the kernels already lie on their grid, as those of a stored model do; true by default. */
  quantizeKernels?: boolean;
  /** Sees every layer: its inputs before they are quantized, and its output. Nothing may be disposed. */
  onLayer?: (layer: LayerSpec, inputs: tf.Tensor[], output: tf.Tensor) => void;
  /** Gets the batch's mean and variance `[channels]` of each batch normalisation in training. */
  onBatchStatistics?: (layer: BatchNormSpec, mean: tf.Tensor, variance: tf.Tensor) => void;
}

/**
 * Logits `[n, classes]` of a batch. Call it inside `tf.tidy`: intermediate values are not disposed here.
 *
 * @param images `[n, height, width, channels]`.
 */
export function forward(
  network: Network,
  variables: Variables,
  images: tf.Tensor,
  options: ForwardOptions,
): tf.Tensor2D {
  return forwardFrom(network, variables, new Map([['input', images]]), 0, options);
}

/**
 * Logits `[n, classes]`, running only the layers from position `first` on. Call it inside `tf.tidy`.
 *
 * @param known Outputs by layer name (`input` for the images) of every earlier layer that a later one reads.
 * @throws AppError `internal` when one is missing.
 */
export function forwardFrom(
  network: Network,
  variables: Variables,
  known: ReadonlyMap<string, tf.Tensor>,
  first: number,
  options: ForwardOptions,
): tf.Tensor2D {
  const values = new Map(known);
  let output: tf.Tensor | undefined;
  for (const layer of network.layers.slice(first)) {
    const inputs = layer.inputs.map((name) => required(values, name));
    output = runLayer(layer, variables, inputs, options);
    options.onLayer?.(layer, inputs, output);
    values.set(layer.name, output);
  }
  if (output === undefined) throw new AppError('internal', 'A forward pass needs at least one layer to run.');
  return output as tf.Tensor2D;
}

/**
 * Output of one layer. Call it inside `tf.tidy`.
 *
 * @param inputs Outputs of the layers it reads, in their order.
 */
export function runLayer(
  layer: LayerSpec,
  variables: Variables,
  inputs: tf.Tensor[],
  options: ForwardOptions,
): tf.Tensor {
  const [input] = inputs;
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense': {
      const quantizers = options.quantization?.[layer.name];
      let kernel = required(variables, weightKey(layer.name, 'kernel'));
      let values = input;
      if (quantizers) {
        values = quantizeInput(input, quantizers);
        if (options.quantizeKernels ?? true) {
          kernel = fakeQuantizeTensor(kernel, quantizers.kernel);
        }
      }
      const product = connect(layer, values, kernel);
      return layer.useBias ? tf.add(product, required(variables, weightKey(layer.name, 'bias'))) : product;
    }
    case 'batchNorm':
      return batchNormalise(layer, variables, input, options);
    case 'maxPool':
      return tf.maxPool(input as tf.Tensor4D, layer.poolSize, layer.strides, layer.padding);
    case 'globalAveragePool':
      return tf.mean(input, [1, 2]);
    case 'flatten':
      return tf.reshape(input, [input.shape[0], -1]);
    case 'relu':
      return tf.relu(input);
    case 'add':
      return tf.add(input, inputs[1]);
  }
}

function connect(
  layer: Extract<LayerSpec, { type: 'conv2d' | 'depthwiseConv2d' | 'dense' }>,
  values: tf.Tensor,
  kernel: tf.Tensor,
): tf.Tensor {
  if (layer.type === 'dense') return tf.matMul(values, kernel);
  const [images, filter] = [values as tf.Tensor4D, kernel as tf.Tensor4D];
  return layer.type === 'conv2d'
    ? tf.conv2d(images, filter, layer.strides, layer.padding)
    : tf.depthwiseConv2d(images, filter, layer.strides, layer.padding);
}

/** Normalised by the batch in training, else by the moving averages. */
function batchNormalise(
  layer: BatchNormSpec,
  variables: Variables,
  input: tf.Tensor,
  options: ForwardOptions,
): tf.Tensor {
  const weight = (tensor: string) => required(variables, weightKey(layer.name, tensor)) as tf.Tensor1D;
  const [gamma, beta] = [weight('gamma'), weight('beta')];
  if (!options.training) {
    const [mean, variance] = [weight('movingMean'), weight('movingVariance')];
    return tf.batchNorm(input, mean, variance, beta, gamma, layer.epsilon);
  }
  return normaliseBatch(input, gamma, beta, layer.epsilon, (mean, variance) =>
    options.onBatchStatistics?.(layer, mean, variance),
  );
}

function required(tensors: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) {
    throw new AppError(
      'internal',
      `Running the network: "${name}" was expected among the tensors, found ${[...tensors.keys()].join(', ')}.`,
    );
  }
  return tensor;
}

import { AppError } from './errors';
import type { FeatureShape, LayerSpec, Network, Padding } from './network';

/** One weight tensor of a layer: its name inside the layer and its shape. */
export interface WeightShape {
  /** `kernel`, `bias`, `gamma`, `beta`, `movingMean` or `movingVariance`. */
  tensor: string;
  shape: number[];
}

/** Shapes and costs of one layer. */
export interface LayerSize {
  layer: LayerSpec;
  inputShape: FeatureShape;
  outputShape: FeatureShape;
  weights: WeightShape[];
  /** Trained values: all weights but the moving averages of batch normalisation. */
  parameters: number;
  /**
   * Multiply-accumulates of one image, bias ignored: volume of the output * (in / groups * kh * kw) for
   * convolutions, in * units for dense layers, 0 for all others.
   */
  macs: number;
}

/** Shapes and costs of a network, layer by layer in its order, and their sums. */
export interface NetworkSize {
  layers: LayerSize[];
  parameters: number;
  macs: number;
}

/** Tensors that training updates by gradients; moving averages are none. */
export function isTrained(tensor: string): boolean {
  return tensor !== 'movingMean' && tensor !== 'movingVariance';
}

/** True for layers with a kernel of connections that may be pruned and quantized. */
export function hasKernel(
  layer: LayerSpec,
): layer is Extract<LayerSpec, { type: 'conv2d' | 'depthwiseConv2d' | 'dense' }> {
  return layer.type === 'conv2d' || layer.type === 'depthwiseConv2d' || layer.type === 'dense';
}

/**
 * Shapes, parameters and MACs of every layer of a network.
 *
 * @throws AppError `invalid_argument` when a layer reads one that does not come before it, when two have one
 *   name, when shapes do not fit, or when the last layer does not give `[classes]`.
 */
export function networkSize(network: Network): NetworkSize {
  const shapes = new Map<string, FeatureShape>([['input', network.inputShape]]);
  const layers = network.layers.map((layer) => {
    const inputs = layer.inputs.map((name) => {
      const shape = shapes.get(name);
      if (shape === undefined) throw fault(network, layer, `an input that comes before it, found "${name}"`);
      return shape;
    });
    if (shapes.has(layer.name)) throw fault(network, layer, 'a name of its own; it is used twice');
    const size = layerSize(network, layer, inputs);
    shapes.set(layer.name, size.outputShape);
    return size;
  });
  const last = layers.at(-1);
  if (last === undefined || last.outputShape.length !== 1 || last.outputShape[0] !== network.classes) {
    throw new AppError(
      'invalid_argument',
      `Network "${network.architecture}": the last layer must give [${network.classes}] logits, found [${last?.outputShape ?? 'no layer'}].`,
    );
  }
  return {
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
  };
}

function layerSize(network: Network, layer: LayerSpec, inputs: FeatureShape[]): LayerSize {
  const wanted = layer.type === 'add' ? 2 : 1;
  if (inputs.length !== wanted) throw fault(network, layer, `${wanted} inputs, found ${inputs.length}`);
  const inputShape = inputs[0];
  const { outputShape, weights, macs } = shapesOf(network, layer, inputs);
  const parameters = weights
    .filter(({ tensor }) => isTrained(tensor))
    .reduce((sum, { shape }) => sum + volume(shape), 0);
  return { layer, inputShape, outputShape, weights, parameters, macs };
}

function shapesOf(
  network: Network,
  layer: LayerSpec,
  inputs: FeatureShape[],
): Pick<LayerSize, 'outputShape' | 'weights' | 'macs'> {
  const [input] = inputs;
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const [height, width, channels] = featureMap(network, layer, input);
      const [kh, kw] = layer.kernelSize;
      const filters = layer.type === 'conv2d' ? layer.filters : channels;
      const outputShape: FeatureShape = [
        windowCount(network, layer, height, kh, layer.strides[0], layer.padding),
        windowCount(network, layer, width, kw, layer.strides[1], layer.padding),
        filters,
      ];
      const kernel = layer.type === 'conv2d' ? [kh, kw, channels, filters] : [kh, kw, channels, 1];
      const perOutput = layer.type === 'conv2d' ? channels * kh * kw : kh * kw;
      return {
        outputShape,
        weights: withBias(kernel, filters, layer.useBias),
        macs: volume(outputShape) * perOutput,
      };
    }
    case 'dense': {
      if (input.length !== 1) throw fault(network, layer, `a flat input, found [${input}]`);
      return {
        outputShape: [layer.units],
        weights: withBias([input[0], layer.units], layer.units, layer.useBias),
        macs: input[0] * layer.units,
      };
    }
    case 'batchNorm': {
      const channels = input[input.length - 1];
      const weights = ['gamma', 'beta', 'movingMean', 'movingVariance'].map((tensor) => ({
        tensor,
        shape: [channels],
      }));
      return { outputShape: input, weights, macs: 0 };
    }
    case 'maxPool': {
      const [height, width, channels] = featureMap(network, layer, input);
      const outputShape: FeatureShape = [
        windowCount(network, layer, height, layer.poolSize[0], layer.strides[0], layer.padding),
        windowCount(network, layer, width, layer.poolSize[1], layer.strides[1], layer.padding),
        channels,
      ];
      return { outputShape, weights: [], macs: 0 };
    }
    case 'globalAveragePool':
      return { outputShape: [featureMap(network, layer, input)[2]], weights: [], macs: 0 };
    case 'flatten':
      return { outputShape: [volume(input)], weights: [], macs: 0 };
    case 'add':
      if (inputs[1].join() !== input.join()) {
        throw fault(network, layer, `inputs of one shape, found [${input}] and [${inputs[1]}]`);
      }
      return { outputShape: input, weights: [], macs: 0 };
    case 'relu':
      return { outputShape: input, weights: [], macs: 0 };
  }
}

function windowCount(
  network: Network,
  layer: LayerSpec,
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): number {
  const count = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1;
  if (count < 1) throw fault(network, layer, `an input of at least ${window} pixels a side, found ${length}`);
  return count;
}

function withBias(kernel: number[], outputs: number, useBias: boolean): WeightShape[] {
  const weights: WeightShape[] = [{ tensor: 'kernel', shape: kernel }];
  if (useBias) weights.push({ tensor: 'bias', shape: [outputs] });
  return weights;
}

function featureMap(network: Network, layer: LayerSpec, shape: FeatureShape): [number, number, number] {
  if (shape.length !== 3) throw fault(network, layer, `a feature map, found [${shape}]`);
  return shape;
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function fault(network: Network, layer: LayerSpec, expected: string): AppError {
  return new AppError(
    'invalid_argument',
    `Network "${network.architecture}", layer "${layer.name}": expected ${expected}.`,
  );
}

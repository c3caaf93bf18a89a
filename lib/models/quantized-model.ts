import { channelRanges, fakeQuantize, kernelChannelAxis } from '@/lib/compression/quantize';
import { computeQuantizer, weightQuantizerSpec } from '@/lib/compression/quantizer';
import { batchRange, seenRange } from '@/lib/compression/value-range';
import type { LayerSpec, ModelQuantization, QuantizerParameters } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import { type Model, type Weights, type WeightTensor, weightKey } from './model';

/**
 * Quantizer of a layer's kernel from its smallest and largest weights: symmetric, of the whole tensor or of each
 * output channel. The one place where kernels get their scales, in calibration, training and at the end.
 */
export function kernelQuantizer(
  layer: LayerSpec,
  { shape, data }: WeightTensor,
  bits: number,
  isPerChannel: boolean,
): QuantizerParameters {
  const spec = weightQuantizerSpec(bits);
  if (!isPerChannel) return computeQuantizer(seenRange(batchRange(data)), spec);
  const axis = kernelChannelAxis(layer.type, shape.length);
  return computeQuantizer(channelRanges(data, shape, axis), spec, axis);
}

/**
 * The model's quantization with the kernels' scales made anew from its weights; bits, granularity and the
 * quantizers of the inputs stay.
 */
export function requantizedKernels({ network, weights, quantization }: Model): ModelQuantization {
  const renewed: ModelQuantization = {};
  for (const layer of network.layers.filter(hasKernel)) {
    const old = quantization?.[layer.name];
    if (old === undefined) continue;
    const { bits, channelAxis } = old.kernel;
    const kernel = kernelQuantizer(layer, kernelOf(weights, layer.name), bits, channelAxis !== null);
    renewed[layer.name] = { kernel, input: old.input };
  }
  return renewed;
}

/** A quantized model with fresh kernel scales and its kernels moved onto their grid; a float model as it is. */
export function onGrid(model: Model): Model {
  if (model.quantization === null) return model;
  const quantization = requantizedKernels(model);
  const weights: Weights = new Map(model.weights);
  for (const [layer, { kernel }] of Object.entries(quantization)) {
    const { shape, data } = kernelOf(weights, layer);
    weights.set(weightKey(layer, 'kernel'), { shape, data: fakeQuantize(data, kernel, shape) });
  }
  return { network: model.network, weights, quantization };
}

function kernelOf(weights: Weights, layer: string): WeightTensor {
  return weights.get(weightKey(layer, 'kernel')) as WeightTensor;
}

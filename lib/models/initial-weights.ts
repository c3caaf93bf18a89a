import { createRandom } from '@/lib/data/random';
import type { LayerSpec, Network } from '@/lib/domain/network';
import { networkSize } from '@/lib/domain/network-size';
import { type Model, type Weights, weightKey } from './model';

/**
 * A new float model. Each kernel has a random stream of its own, so the same seed gives a layer the same weights
 * in every network in which it has the same name and shape.
 *
 * Kernels before a ReLU: normal with standard deviation `sqrt(2 / fanIn)` (He et al. 2015, arXiv 1502.01852,
 * equation 10); others: uniform in `+-sqrt(6 / (fanIn + fanOut))` (Glorot and Bengio 2010, equation 16). Gamma and
 * moving variance 1, all else 0.
 *
 * @param seed Whole number in [0, 2^32).
 */
export function initialModel(network: Network, seed: number): Model {
  const weights: Weights = new Map();
  for (const { layer, weights: shapes } of networkSize(network).layers) {
    for (const { tensor, shape } of shapes) {
      const key = weightKey(layer.name, tensor);
      const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
      if (tensor === 'kernel') fillKernel(data, shape, layer, network, seed);
      else if (tensor === 'gamma' || tensor === 'movingVariance') data.fill(1);
      weights.set(key, { shape, data });
    }
  }
  return { network, weights, quantization: null };
}

function fillKernel(
  data: Float32Array,
  shape: readonly number[],
  layer: LayerSpec,
  network: Network,
  seed: number,
): void {
  const random = createRandom(seed, `weights/${layer.name}`);
  const window = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const isDepthwise = layer.type === 'depthwiseConv2d';
  const fanIn = isDepthwise ? window : window * shape[shape.length - 2];
  const fanOut = isDepthwise ? window : window * shape[shape.length - 1];
  const deviation = Math.sqrt(2 / fanIn);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const draw = feedsRelu(network, layer.name)
    ? () => random.normal() * deviation
    : () => (2 * random.uniform() - 1) * limit;
  for (let index = 0; index < data.length; index++) data[index] = draw();
}

/** Whether a layer's output reaches a ReLU, directly or through batch normalisation or an add. */
function feedsRelu(network: Network, name: string): boolean {
  return network.layers.some(
    (layer) =>
      layer.inputs.includes(name) &&
      (layer.type === 'relu' ||
        ((layer.type === 'batchNorm' || layer.type === 'add') && feedsRelu(network, layer.name))),
  );
}

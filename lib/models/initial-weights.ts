import type { Network } from '@/lib/domain/network';
import { networkSize } from '@/lib/domain/network-size';
import { type Model, type Weights, weightKey } from './model';

/** tmp */
export function initialModel(network: Network, seed: number): Model {
  const weights: Weights = new Map();
  let s = seed >>> 0;
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  for (const { layer, weights: shapes } of networkSize(network).layers) {
    for (const { tensor, shape } of shapes) {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (tensor === 'kernel') {
        const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1);
        const limit = Math.sqrt(6 / fanIn);
        for (let i = 0; i < data.length; i++) data[i] = (next() * 2 - 1) * limit;
      } else if (tensor === 'gamma' || tensor === 'movingVariance') data.fill(1);
      weights.set(weightKey(layer.name, tensor), { shape, data });
    }
  }
  return { network, weights, quantization: null };
}

import type { ModelQuantization } from '@/lib/domain/network';
import type { LayerSize } from '@/lib/domain/network-size';
import type { SeedNetwork } from './networks';
import { SEED_SAMPLES } from './studies';

/** Accuracy on validation that goes with one on test; a whole number of images, as that one. */
export function validationAccuracy(accuracy: number): number {
  const { validation } = SEED_SAMPLES;
  return Math.min(1, Math.round((accuracy + 0.003) * validation) / validation);
}

/** Cross-entropy that goes with an accuracy, nats. */
export function lossOf(accuracy: number): number {
  return 3.2 * (1 - accuracy) + 0.01;
}

/** Per-tensor quantizers of every kernel and of what enters its layer. */
export function quantizersOf(network: SeedNetwork, bits: number): ModelQuantization {
  const quantMax = 2 ** (bits - 1) - 1;
  return Object.fromEntries(
    network.tensors
      .filter(({ tensor }) => tensor === 'kernel')
      .map(({ position, std }) => [
        network.layers[position].layer.name,
        {
          kernel: {
            bits,
            scheme: 'symmetric' as const,
            quantMin: -quantMax - 1,
            quantMax,
            channelAxis: null,
            scale: [(3.5 * std) / quantMax],
            zeroPoint: [0],
          },
          input: {
            bits,
            scheme: 'asymmetric' as const,
            quantMin: 0,
            quantMax: 2 ** bits - 1,
            channelAxis: null,
            scale: [4 / (2 ** bits - 1)],
            zeroPoint: [0],
          },
        },
      ]),
  );
}

/** Kernels dense or as a bitmap with their nonzeros, by their bits and with a scale; the rest as 4-byte values. */
export function storedBytes({ tensors, parameters }: SeedNetwork, sparsity: number, bits: number): number {
  const bytesOf = (count: number) => Math.ceil((count * bits) / 8);
  return tensors.reduce((sum, { tensor, count }) => {
    if (tensor !== 'kernel') return sum;
    const sparse = bytesOf(Math.round((1 - sparsity) * count)) + Math.ceil(count / 8);
    return sum - 4 * count + Math.min(bytesOf(count), sparse) + (bits < 32 ? 4 : 0);
  }, 4 * parameters);
}

/** Trained values of a layer that are not zero. */
export function nonzerosOf({ weights, parameters }: LayerSize, sparsity: number): number {
  const kernel = weights.find(({ tensor }) => tensor === 'kernel');
  return parameters - Math.round(sparsity * (kernel ? kernel.shape.reduce((all, size) => all * size, 1) : 0));
}

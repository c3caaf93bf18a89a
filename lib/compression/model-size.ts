import { gzipSync } from 'node:zlib';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import { hasKernel } from '@/lib/domain/network-size';
import { kernelChannelAxis } from './quantize';

/** A model's weights in four encodings, in bytes; structure and names are not counted. */
export interface ModelSize {
  /** Every value as float32: 4 bytes each, whatever the sparsity. */
  float32Bytes: number;
  /** The float32 values of all tensors one after another, little-endian, through gzip at level 9. */
  gzipBytes: number;
  /**
   * What storing the model takes: each tensor dense, or as a bitmap and its nonzero values, whichever is smaller, see
   * {@link sparseBytes}. Values are float32; those of a quantized kernel have its bits, with a float32 scale for each
   * of its quantizers.
   */
  sparseBytes: number;
  /**
   * Kernels as int8 with a float32 scale for each output channel, biases as int32, all else as float32. What
   * int8 storage would take, quantized or not.
   */
  int8Bytes: number;
}

/** What {@link measureModelSize} reads of a model: weight tensors by `layer/tensor`. */
export interface SizedModel {
  network: Network;
  quantization: ModelQuantization | null;
  weights: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;
}

/**
 * The four sizes of a model. One of them alone misleads: zeros do not change a float32 file, and show only
 * through gzip or a sparse encoding.
 */
export function measureModelSize({ network, weights, quantization }: SizedModel): ModelSize {
  const size = { float32Bytes: 0, gzipBytes: 0, sparseBytes: 0, int8Bytes: 0 };
  const kernels = new Map(
    network.layers.filter(hasKernel).map((layer) => [`${layer.name}/kernel`, layer.type]),
  );
  const bytes: Uint8Array[] = [];
  for (const [key, { shape, data }] of weights) {
    size.float32Bytes += data.byteLength;
    const quantizer = kernels.has(key) ? quantization?.[key.slice(0, -'/kernel'.length)]?.kernel : undefined;
    size.sparseBytes += sparseBytes(data, quantizer?.bits) + 4 * (quantizer?.scale.length ?? 0);
    const layerType = kernels.get(key);
    size.int8Bytes +=
      layerType === undefined
        ? data.byteLength
        : data.length + 4 * shape[kernelChannelAxis(layerType, shape.length)];
    bytes.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  size.gzipBytes = gzipSync(Buffer.concat(bytes), { level: 9 }).length;
  return size;
}

/**
 * Bytes of one tensor in the sparse encoding: `min(ceil(n b / 8), ceil(n / 8) + ceil(nonzeros b / 8))` with b bits a
 * value, 32 for float32.
 *
 * One bit for each value says whether it is nonzero, then the nonzero values follow, in order. The
 * relative indices of Deep Compression (Han et al. 2016, arXiv 1510.00149, section 2) need filler zeros where a
 * gap is too long, so their size depends on where the zeros are; a bitmap's depends only on how many there are,
 * which makes sizes comparable, and it is decoded in one pass.
 */
export function sparseBytes(values: Float32Array, bits = 32): number {
  let nonzeros = 0;
  for (const value of values) if (value !== 0) nonzeros++;
  const bytesOf = (count: number) => Math.ceil((count * bits) / 8);
  return Math.min(bytesOf(values.length), bytesOf(nonzeros) + Math.ceil(values.length / 8));
}

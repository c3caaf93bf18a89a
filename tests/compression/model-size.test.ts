import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { magnitudeMaskToSparsity } from '@/lib/compression/magnitude-mask';
import { applyMask } from '@/lib/compression/mask';
import { measureModelSize, type SizedModel, sparseBytes } from '@/lib/compression/model-size';

const network: SizedModel['network'] = {
  architecture: 'test',
  inputShape: [4, 4, 3],
  classes: 5,
  layers: [
    {
      type: 'depthwiseConv2d',
      name: 'dw',
      inputs: ['input'],
      kernelSize: [3, 3],
      strides: [1, 1],
      padding: 'same',
      useBias: false,
    },
    { type: 'batchNorm', name: 'bn', inputs: ['dw'], epsilon: 1e-3, momentum: 0.9 },
    { type: 'flatten', name: 'flat', inputs: ['bn'] },
    { type: 'dense', name: 'fc', inputs: ['flat'], units: 5, useBias: true },
  ],
};

function tensor(...shape: number[]) {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  return { shape, data: data.map((_, index) => Math.sin(index + 1)) };
}

const model = (): SizedModel => ({
  network,
  quantization: null,
  weights: new Map([
    ['dw/kernel', tensor(3, 3, 3, 1)],
    ['bn/gamma', tensor(3)],
    ['fc/kernel', tensor(48, 5)],
    ['fc/bias', tensor(5)],
  ]),
});

describe('measureModelSize', () => {
  it('counts float32 and int8 by hand', () => {
    const { float32Bytes, int8Bytes } = measureModelSize(model());
    expect(float32Bytes).toBe(4 * (27 + 3 + 240 + 5));
    // Kernels 1 byte each; a float32 scale for 3 depthwise channels and for 5 units; the rest 4 bytes each.
    expect(int8Bytes).toBe(27 + 4 * 3 + 240 + 4 * 5 + 4 * 3 + 4 * 5);
  });

  it('gzips the float32 values, in order', () => {
    const { weights } = model();
    const bytes = Buffer.concat([...weights.values()].map(({ data }) => Buffer.from(data.buffer)));
    const { gzipBytes } = measureModelSize(model());
    expect(gzipBytes).toBe(gzipSync(bytes, { level: 9 }).length);
    expect(gunzipSync(gzipSync(bytes, { level: 9 }))).toEqual(bytes);
  });

  it('tensorflow/model-optimization#760: zeros show in gzip and sparse bytes, not in float32 and int8', () => {
    const dense = measureModelSize(model());
    const pruned = model();
    const kernel = pruned.weights.get('fc/kernel') as { data: Float32Array };
    applyMask(kernel.data, magnitudeMaskToSparsity(kernel.data, 0.9));
    const sparse = measureModelSize(pruned);
    expect([sparse.float32Bytes, sparse.int8Bytes]).toEqual([dense.float32Bytes, dense.int8Bytes]);
    expect(sparse.gzipBytes).toBeLessThan(dense.gzipBytes / 2);
    // 24 of 240 stay: 30 bytes of bitmap and 96 of values instead of 960.
    expect(sparse.sparseBytes).toBe(dense.sparseBytes - 960 + 30 + 96);
  });

  it('counts a quantized kernel by its bits, dense or sparse, with a scale for each unit', () => {
    const scale = [1, 1, 1, 1, 1];
    const range = { scheme: 'symmetric' as const, quantMin: -8, quantMax: 7, zeroPoint: [0, 0, 0, 0, 0] };
    const int4 = { ...range, bits: 4, scale, channelAxis: 1 };
    const quantized: SizedModel = { ...model(), quantization: { fc: { kernel: int4, input: 'dynamic' } } };
    const dense = measureModelSize(model()).sparseBytes;
    // 240 weights of 4 bits and 5 scales instead of 960 bytes.
    expect(measureModelSize(quantized).sparseBytes).toBe(dense - 960 + 120 + 20);
    const kernel = quantized.weights.get('fc/kernel') as { data: Float32Array };
    applyMask(kernel.data, magnitudeMaskToSparsity(kernel.data, 0.9));
    // 24 of 240 stay: 30 bytes of bitmap, 12 of values.
    expect(measureModelSize(quantized).sparseBytes).toBe(dense - 960 + 30 + 12 + 20);
  });
});

describe('sparseBytes', () => {
  it.each([
    [[1, 2, 3], 12],
    [[0, 0, 0], 1],
    [[0, 5, 0, 0, 0, 0, 0, 0, 0], 6],
    [[], 0],
  ])('%j: %d', (values, expected) => {
    expect(sparseBytes(Float32Array.from(values))).toBe(expected);
  });
});

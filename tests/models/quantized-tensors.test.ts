import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fakeQuantize } from '@/lib/compression/quantize';
import type { QuantizerParameters } from '@/lib/domain/network';
import { fakeQuantizeTensor, quantizeInput } from '@/lib/models/quantized-tensors';
import { loadBackend } from '@/lib/tf/backend';

beforeAll(async () => {
  await loadBackend();
});

const perTensor: QuantizerParameters = {
  bits: 4,
  scheme: 'asymmetric',
  quantMin: 0,
  quantMax: 15,
  scale: [0.5],
  zeroPoint: [4],
  channelAxis: null,
};

describe('fakeQuantizeTensor', () => {
  it('rounds to the grid, clips, and passes gradients inside of the range only', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([0.2, 0.3, -2, -2.3, 5.5, 5.8, 0]);
      const { value, grad } = tf.valueAndGrad((v) => tf.sum(fakeQuantizeTensor(v, perTensor)))(x);
      const found = [...fakeQuantizeTensor(x, perTensor).dataSync()];
      // Range -2 .. 5.5; -2.3 rounds to level -1, 5.8 to 16: both are clipped.
      expect(found).toEqual([0, 0.5, -2, -2, 5.5, 5.5, 0]);
      expect(value.dataSync()[0]).toBeCloseTo(7.5, 5);
      expect([...grad.dataSync()]).toEqual([1, 1, 1, 0, 1, 0, 1]);
    });
  });

  it.each([
    ['[2, 3] by its last axis', [2, 3], 1],
    ['a depthwise kernel [2, 2, 3, 1] by axis 2', [2, 2, 3, 1], 2],
  ] as const)('agrees with the arithmetic on arrays: %s', (_, shape, channelAxis) => {
    const quantizer: QuantizerParameters = {
      ...perTensor,
      scheme: 'symmetric',
      quantMin: -7,
      quantMax: 7,
      scale: [0.1, 0.25, 0.013].map(Math.fround), // computed scales are float32
      zeroPoint: [0, 0, 0],
      channelAxis,
    };
    const count = [...shape].reduce<number>((product, length) => product * length, 1);
    const values = Float32Array.from({ length: count }, (_, index) => Math.sin(3 * index + 1));
    tf.tidy(() => {
      const found = fakeQuantizeTensor(tf.tensor(values, [...shape]), quantizer).dataSync();
      expect([...found]).toEqual([...fakeQuantize(values, quantizer, [...shape])]);
    });
  });

  it('agrees with PyTorch: values and gradients', () => {
    interface Case {
      kind: string;
      x: { shape: number[]; data: number[] };
      grad_out: { shape: number[]; data: number[] };
      grad_in: { data: number[] };
      y: { data: number[] };
      scale: number;
      zero_point: number;
      quant_min: number;
      quant_max: number;
    }
    const file = join(import.meta.dirname, '../fixtures/golden/torch.json');
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
    const wanted = cases.filter(({ kind }) => kind === 'fake_quantize');
    expect(wanted.length).toBeGreaterThan(0);
    for (const one of wanted) {
      const { quant_min: quantMin, quant_max: quantMax } = one;
      const quantizer = {
        ...perTensor,
        quantMin,
        quantMax,
        scale: [one.scale],
        zeroPoint: [one.zero_point],
      };
      tf.tidy(() => {
        const x = tf.tensor(one.x.data, one.x.shape);
        const found = fakeQuantizeTensor(x, quantizer).dataSync();
        const upstream = tf.tensor(one.grad_out.data, one.grad_out.shape);
        const weighted = (v: tf.Tensor) => tf.sum(tf.mul(fakeQuantizeTensor(v, quantizer), upstream));
        // Adding 0 makes a 0 of -0.
        expect(Array.from(tf.grad(weighted)(x).dataSync(), (g) => g + 0)).toEqual(one.grad_in.data);
        for (const [index, value] of one.y.data.entries()) expect(found[index]).toBeCloseTo(value, 6);
      });
    }
  });
});

describe('dynamic inputs', () => {
  it('take their range from the batch, zero included (pytorch/pytorch#23838)', () => {
    tf.tidy(() => {
      const quantizers = { kernel: { ...perTensor, bits: 8 }, input: 'dynamic' as const };
      // (1, 3) becomes (0, 3): steps of 3 / 255.
      const found = quantizeInput(tf.tensor1d([1, 2.003, 3]), quantizers).dataSync();
      expect(found[0]).toBeCloseTo(85 * (3 / 255), 6);
      expect(found[1]).toBeCloseTo(170 * (3 / 255), 6);
      expect(found[2]).toBeCloseTo(3, 6);
    });
  });

  it('stay zero when all are zero', () => {
    tf.tidy(() => {
      const quantizers = { kernel: { ...perTensor, bits: 8 }, input: 'dynamic' as const };
      expect([...quantizeInput(tf.zeros([3]), quantizers).dataSync()]).toEqual([0, 0, 0]);
    });
  });
});

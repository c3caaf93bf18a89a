import { describe, expect, it } from 'vitest';
import { maskSparsity } from '@/lib/compression/mask';
import {
  channelImportance,
  channelMask,
  coupledImportance,
  expandChannelMask,
  flattenedChannelMask,
  type ImportanceNorm,
  keptChannels,
  pruningRatio,
} from '@/lib/compression/structured-mask';
import { asKernel, floats, type GoldenTensor, goldenCases } from './golden';

const NORMS: Record<string, ImportanceNorm> = { 1: 'l1', 2: 'l2', inf: 'max' };

interface StructuredCase {
  weight: GoldenTensor;
  amount: number;
  amount_is_int: boolean;
  n: number | 'inf';
  dim: number;
  mask: GoldenTensor;
}

describe('structured masks against torch', () => {
  it.each(
    goldenCases<StructuredCase>('torch', 'ln_structured').map(
      (one) => [one.weight.shape, one.amount, one] as const,
    ),
  )('shape [%s], amount %d', (shape, amount, one) => {
    const importance = channelImportance(floats(one.weight), shape, one.dim, NORMS[one.n]);
    const { channels } = channelMask(
      importance,
      one.amount_is_int ? { count: amount } : { fraction: amount },
    );
    expect([...expandChannelMask(channels, shape, one.dim)]).toEqual(one.mask.data);
  });

  it.each(
    goldenCases<StructuredCase>('torch', 'ln_structured').map(
      (one) => [one.weight.shape, one.dim, one] as const,
    ),
  )(
    'shape [%s], dim %d, in the layout of kernels: dim 0 is the last axis, dim 1 the one before',
    (_, dim, one) => {
      const { shape, data } = asKernel(one.weight);
      const axis = shape.length - 1 - dim;
      const importance = channelImportance(Float32Array.from(data), shape, axis, NORMS[one.n]);
      const amount = one.amount_is_int ? { count: one.amount } : { fraction: one.amount };
      const { channels } = channelMask(importance, amount);
      expect([...expandChannelMask(channels, shape, axis)]).toEqual(asKernel(one.mask).data);
    },
  );

  it('pytorch/pytorch#24076: twice, the second time among the channels that are left', () => {
    const [one] = goldenCases<StructuredCase & { amounts: [number, number] }>('torch', 'ln_structured_twice');
    const importance = channelImportance(floats(one.weight), one.weight.shape, one.dim, 'l2');
    const first = channelMask(importance, { fraction: one.amounts[0] }).channels;
    const second = channelMask(importance, { fraction: one.amounts[1] }, first).channels;
    expect([...expandChannelMask(second, one.weight.shape, one.dim)]).toEqual(one.mask.data);
  });
});

describe('structured masks', () => {
  it('reads filters from the last axis of [kh, kw, in, out]', () => {
    // Two filters; the first holds 1, 3, 5, 7, the second -2, -4, -6, -8.
    const kernel = Float32Array.of(1, -2, 3, -4, 5, -6, 7, -8);
    expect([...channelImportance(kernel, [2, 1, 2, 2], 3, 'l1')]).toEqual([16, 20]);
    expect([...channelImportance(kernel, [2, 1, 2, 2], 3, 'max')]).toEqual([7, 8]);
    expect([...channelImportance(kernel, [2, 1, 2, 2], 3, 'l2')]).toEqual([Math.sqrt(84), Math.sqrt(120)]);
    expect([...channelImportance(kernel, [2, 1, 2, 2], 2, 'l1')]).toEqual([1 + 2 + 5 + 6, 3 + 4 + 7 + 8]);
  });

  it('VainF/Torch-Pruning#3: coupled layers get one decision from the sum of their importances', () => {
    const sum = coupledImportance([Float64Array.of(1, 5, 2), Float64Array.of(1, 1, 3)]);
    expect([...sum]).toEqual([2, 6, 5]);
    expect([...channelMask(sum, { count: 1 }).channels]).toEqual([0, 1, 1]);
    expect(() => coupledImportance([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow(/same number/);
  });

  it('VainF/Torch-Pruning#50: channel c of a flattened map [h, w, C] is the inputs (h * W + w) * C + c', () => {
    expect([...flattenedChannelMask(Uint8Array.of(1, 0, 1), 2)]).toEqual([1, 0, 1, 1, 0, 1]);
  });

  it('midasklr/yolov5prune#37: the last channel stays, and it is told', () => {
    expect(channelMask(Float64Array.of(3, 9, 1), { fraction: 1 })).toEqual({
      channels: Uint8Array.of(0, 1, 0),
      limited: true,
    });
    expect(channelMask(Float64Array.of(3, 9, 1), { count: 2 }).limited).toBe(false);
  });

  it('microsoft/nni#4518: the share of channels and of weights are two figures', () => {
    const channels = Uint8Array.of(1, 0, 1, 0);
    const withZeros = expandChannelMask(channels, [2, 4], 1);
    withZeros[0] = 0;
    expect(pruningRatio(channels)).toBe(0.5);
    expect(pruningRatio(Uint8Array.of(1, 0, 1, 1))).toBe(0.25);
    expect(maskSparsity(withZeros)).toBe(0.625);
    expect([...keptChannels(withZeros, [2, 4], 1)]).toEqual([1, 0, 1, 0]);
  });

  it('refuses a vector, a missing axis and a shape that does not fit', () => {
    expect(() => channelImportance(new Float32Array(4), [4], 0, 'l1')).toThrow(/at least two axes/);
    expect(() => channelImportance(new Float32Array(4), [2, 2], 2, 'l1')).toThrow(/one of them 2/);
    expect(() => channelImportance(new Float32Array(4), [2, 3], 0, 'l1')).toThrow(/4 values/);
    expect(() => expandChannelMask(new Uint8Array(3), [2, 2], 0)).toThrow(/3 channels/);
  });
});

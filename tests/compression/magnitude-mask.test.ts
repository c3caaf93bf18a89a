import { describe, expect, it } from 'vitest';
import {
  globalMagnitudeMasks,
  globalMagnitudeMasksToSparsity,
  groupMask,
  magnitudeMask,
  magnitudeMaskToSparsity,
} from '@/lib/compression/magnitude-mask';
import { applyMask, keptCount, maskSparsity, nonzeroMask } from '@/lib/compression/mask';
import { type PruneAmount, pruningCount } from '@/lib/compression/pruning-count';
import { floats, type GoldenTensor, goldenCases } from './golden';

const amountOf = (amount: number, isInt: boolean): PruneAmount =>
  isInt ? { count: amount } : { fraction: amount };

describe('pruningCount', () => {
  it.each([
    [0.5, 5, 2],
    [0.5, 7, 4],
    [0.1, 5, 0],
    [0.905, 2112, 1911],
    [1, 12, 12],
    [0, 12, 0],
  ])('rounds %d of %d half to even: %d', (fraction, size, expected) => {
    expect(pruningCount({ fraction }, size)).toBe(expected);
  });

  it.each([[-0.1], [1.5], [Number.NaN]])('refuses the fraction %d', (fraction) => {
    expect(() => pruningCount({ fraction }, 10)).toThrow(/fraction in \[0, 1\]/);
  });

  it.each([[-1], [11], [2.5]])('refuses the count %d of 10', (count) => {
    expect(() => pruningCount({ count }, 10)).toThrow(/whole number from 0 to the 10/);
  });
});

interface L1Case {
  weight: GoldenTensor;
  amount: number;
  amount_is_int: boolean;
  mask: GoldenTensor;
  pruned: GoldenTensor;
}

describe('magnitudeMask against torch', () => {
  it.each(
    goldenCases<L1Case>('torch', 'l1_unstructured').map(
      (one) => [one.weight.shape, one.amount, one] as const,
    ),
  )('shape [%s], amount %d', (_, __, one) => {
    const values = floats(one.weight);
    const mask = magnitudeMask(values, amountOf(one.amount, one.amount_is_int));
    expect([...mask]).toEqual(one.mask.data);
    applyMask(values, mask);
    // -0 and 0 are the same weight.
    expect([...values].map((value) => value + 0)).toEqual(one.pruned.data.map((value) => value + 0));
  });

  interface TwiceCase {
    weight: GoldenTensor;
    amounts: [number, number];
    mask_first: GoldenTensor;
    mask: GoldenTensor;
  }
  it.each(goldenCases<TwiceCase>('torch', 'l1_unstructured_twice').map((one) => [one.amounts, one] as const))(
    'pytorch/pytorch#24076: twice, %s of what is left',
    (_, one) => {
      const values = floats(one.weight);
      const first = magnitudeMask(values, { fraction: one.amounts[0] });
      expect([...first]).toEqual(one.mask_first.data);
      expect([...magnitudeMask(values, { fraction: one.amounts[1] }, first)]).toEqual(one.mask.data);
    },
  );

  interface GlobalCase {
    weights: GoldenTensor[];
    amount: number;
    amount_is_int: boolean;
    masks: GoldenTensor[];
  }
  it.each(
    goldenCases<GlobalCase>('torch', 'global_l1_unstructured').map((one) => [one.amount, one] as const),
  )('global, amount %d', (_, one) => {
    const tensors = one.weights.map(floats);
    const { masks } = globalMagnitudeMasks(
      tensors,
      amountOf(one.amount, one.amount_is_int),
      undefined,
      false,
    );
    expect(masks.map((mask) => [...mask])).toEqual(one.masks.map(({ data }) => data));
  });
});

describe('magnitude masks', () => {
  it('prunes exactly as many as asked for among equal weights', () => {
    const mask = magnitudeMask(Float32Array.of(2, -1, 1, 1, -1, 3), { count: 2 });
    expect([...mask]).toEqual([1, 0, 0, 1, 1, 1]);
  });

  it('tells magnitudes apart that differ in the last bit only', () => {
    const one = 1 + 2 ** -23;
    expect([...magnitudeMask(Float32Array.of(one, -1, one), { count: 1 })]).toEqual([1, 0, 1]);
  });

  it('reaches an absolute sparsity, keeping what is pruned already', () => {
    const values = Float32Array.of(5, 4, 3, 2, 1, 6, 7, 8, 9, 10);
    const first = Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const mask = magnitudeMaskToSparsity(values, 0.3, first);
    expect([...mask]).toEqual([0, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
    expect(maskSparsity(mask)).toBeCloseTo(0.3, 15);
    expect(magnitudeMaskToSparsity(values, 0.1, mask)).toEqual(mask);
  });

  it('tensorflow/model-optimization#215: 0.99 of 10 rounds to all of them, one layer at a time too', () => {
    // TF-MOT keeps one weight there; a layer's mask follows torch and the number asked for.
    expect(
      keptCount(
        magnitudeMaskToSparsity(
          Float32Array.from({ length: 10 }, (_, i) => i + 1),
          0.99,
        ),
      ),
    ).toBe(0);
  });

  it('Eric-mingjie/rethinking-network-pruning#18: one threshold does not empty a layer', () => {
    const small = Float32Array.of(0.1, 0.3, -0.2);
    const large = Float32Array.of(5, 6, 7, 8, 9);
    const { masks, limited } = globalMagnitudeMasks([small, large], { count: 4 });
    expect(masks.map((mask) => [...mask])).toEqual([
      [0, 1, 0],
      [0, 0, 1, 1, 1],
    ]);
    expect(limited).toEqual([0]);
    expect(globalMagnitudeMasks([small, large], { count: 2 }).limited).toEqual([]);
    // The small layer's largest weight ties with the last that went: any order keeps it, so nothing was limited.
    expect(globalMagnitudeMasks([Float32Array.of(1), Float32Array.of(1, 2)], { count: 1 }).limited).toEqual(
      [],
    );
    expect(() => globalMagnitudeMasks([small, large], { count: 7 })).toThrow(/at most 6 of 8 weights/);
  });

  it('leaves a layer of one weight alone', () => {
    expect(globalMagnitudeMasks([Float32Array.of(0.1), Float32Array.of(1, 2)], { count: 1 })).toEqual({
      masks: [Uint8Array.of(1), Uint8Array.of(0, 1)],
      limited: [0],
    });
  });

  it('global: an absolute sparsity over several rounds', () => {
    const tensors = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];
    const first = globalMagnitudeMasksToSparsity(tensors, 0.25);
    const second = globalMagnitudeMasksToSparsity(tensors, 0.5, first.masks);
    expect(first.masks.map((mask) => [...mask])).toEqual([
      [0, 0, 1, 1],
      [1, 1, 1, 1],
    ]);
    // Four of eight: the layer's last weight stays, the next smallest elsewhere goes.
    expect(second.masks.map((mask) => [...mask])).toEqual([
      [0, 0, 0, 1],
      [0, 1, 1, 1],
    ]);
    expect(second.limited).toEqual([0]);
  });

  it('refuses weights that are not finite', () => {
    expect(() => magnitudeMask(Float32Array.of(1, Number.NaN), { count: 1 })).toThrow(/finite/);
  });

  it('IntelLabs/distiller#63: a weight revived by momentum is 0 again after the mask', () => {
    const values = Float32Array.of(1, 0.1, -2);
    const mask = magnitudeMask(values, { count: 1 });
    values[1] -= 0.9 * 0.5;
    applyMask(values, mask);
    expect([...values]).toEqual([1, 0, -2]);
    expect(maskSparsity(mask)).toBeCloseTo(1 / 3, 15);
    expect(nonzeroMask(values)).toEqual(mask);
  });

  it('refuses the mask of another tensor', () => {
    expect(() => applyMask(new Float32Array(3), new Uint8Array(2))).toThrow(/expected 3 entries/);
  });
});

describe('groupMask', () => {
  it('keeps 2 of 4 along the summed axis of a dense kernel [in, out]', () => {
    // Column 0 is 1 -4 2 3, column 1 is 8 7 6 5.
    const values = Float32Array.of(1, 8, -4, 7, 2, 6, 3, 5);
    expect([...groupMask(values, [4, 2], 0, 2, 4)]).toEqual([0, 1, 1, 1, 0, 0, 1, 0]);
  });

  it('keeps 2 of each 4 input channels of a kernel [1, 1, 4, 1] and all of a short last group', () => {
    const values = Float32Array.of(4, 1, 2, 3, 9, 8);
    expect([...groupMask(values, [1, 1, 6, 1], 2, 2, 4)]).toEqual([1, 0, 0, 1, 1, 1]);
  });

  it('prunes the first of equal weights', () => {
    expect([...groupMask(Float32Array.of(1, 1, 1, 1), [4, 1], 0, 2, 4)]).toEqual([0, 0, 1, 1]);
  });

  it.each([
    [0, 4, [4, 1], 0],
    [5, 4, [4, 1], 0],
    [2, 4, [4, 1], 2],
    [2, 4, [5, 1], 0],
  ])('refuses %d:%d on [%s], axis %d', (keep, group, shape, axis) => {
    expect(() => groupMask(new Float32Array(4), shape, axis, keep, group)).toThrow(/n:m pruning expected/);
  });
});

import { describe, expect, it } from 'vitest';
import { isPruningStep, polynomialSparsity, sparsityRounds } from '@/lib/compression/sparsity-schedule';

const schedule = {
  initialSparsity: 0.5,
  finalSparsity: 0.8,
  beginStep: 100,
  endStep: 300,
  frequency: 100,
  power: 3,
};

describe('polynomialSparsity', () => {
  it.each([
    [0, 0.5],
    [100, 0.5],
    // Half way: 0.8 - 0.3 * 0.125.
    [200, 0.7625],
    [300, 0.8],
    [1000, 0.8],
  ])('step %d: %d', (step, expected) => {
    expect(polynomialSparsity(schedule, step)).toBeCloseTo(expected, 15);
  });

  it('prunes at every multiple of the frequency inside the span', () => {
    const steps = Array.from({ length: 500 }, (_, step) => step).filter((step) =>
      isPruningStep(schedule, step),
    );
    expect(steps).toEqual([100, 200, 300]);
  });

  it('neuralmagic/sparseml#1117, intel/neural-compressor#1250: the end step prunes to the final sparsity', () => {
    const uneven = { ...schedule, endStep: 350 };
    const steps = Array.from({ length: 500 }, (_, step) => step).filter((step) =>
      isPruningStep(uneven, step),
    );
    expect(steps).toEqual([100, 200, 300, 350]);
    expect(polynomialSparsity(uneven, steps[3])).toBe(0.8);
  });

  it.each([
    [{ finalSparsity: 1 }],
    [{ initialSparsity: 0.9 }],
    [{ endStep: 100 }],
    [{ frequency: 0 }],
    [{ power: 0 }],
  ])('refuses %o', (change) => {
    expect(() => polynomialSparsity({ ...schedule, ...change }, 0)).toThrow(/sparsity schedule expected/);
  });
});

describe('sparsityRounds', () => {
  it('takes the same share of what is left in each round', () => {
    const [first, second] = sparsityRounds(0.36, 2);
    expect(first).toBeCloseTo(0.2, 15);
    expect(second).toBe(0.36);
    expect(sparsityRounds(0.9, 1)).toEqual([0.9]);
    // 1 - (1 - 0.3) is 0.30000000000000004.
    expect(sparsityRounds(0.3, 1)).toEqual([0.3]);
    expect(sparsityRounds(0, 2)).toEqual([0, 0]);
  });

  it.each([
    [1, 2],
    [-0.1, 2],
    [0.5, 0],
    [0.5, 1.5],
  ])('refuses %d in %d rounds', (sparsity, rounds) => {
    expect(() => sparsityRounds(sparsity, rounds)).toThrow(/Iterative pruning expected/);
  });
});

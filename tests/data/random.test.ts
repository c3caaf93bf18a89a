import { describe, expect, it } from 'vitest';
import { createRandom, Random, splitMix64 } from '@/lib/data/random';

// Golden values: the two algorithms as printed in their papers, written in C with fixed-width integers.
describe('random numbers', () => {
  it('are those of xoshiro128** for a known state', () => {
    const random = new Random([1, 2, 3, 4]);
    expect(Array.from({ length: 8 }, () => random.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
  });

  it('are seeded by SplitMix64', () => {
    const next = splitMix64(1234567n);
    expect([next(), next(), next()]).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
    ]);
    const random = createRandom(42, 'weights');
    expect(Array.from({ length: 4 }, () => random.uint32())).toEqual([
      3746744131, 2006562525, 2661148649, 936352930,
    ]);
    expect([random.uniform(), random.uniform()]).toEqual([0.96426013909586239, 0.1514264062027918]);
  });

  it('differ between seeds and between streams, and repeat for the same', () => {
    const first = (seed: number, stream?: string) => createRandom(seed, stream).uint32();
    expect(first(1)).toBe(first(1));
    expect(
      new Set([first(1), first(2), first(1, 'weights'), first(1, 'batches/0'), first(1, 'batches/1')]).size,
    ).toBe(5);
  });

  it('refuse a seed that is no whole number of 32 bits', () => {
    for (const seed of [-1, 1.5, 2 ** 32, Number.NaN]) {
      expect(() => createRandom(seed)).toThrow(/whole number from 0 to 4294967295/);
    }
  });

  it('have the mean and the deviation of their distribution', () => {
    const random = createRandom(7);
    const n = 100_000;
    let sum = 0;
    let squares = 0;
    let uniformSum = 0;
    for (let i = 0; i < n; i++) {
      const value = random.normal();
      sum += value;
      squares += value * value;
      uniformSum += random.uniform();
    }
    // Five standard errors: 5 / sqrt(n), 5 * sqrt(2 / n), 5 / sqrt(12 n).
    expect(Math.abs(sum / n)).toBeLessThan(0.0158);
    expect(Math.abs(squares / n - 1)).toBeLessThan(0.0224);
    expect(Math.abs(uniformSum / n - 0.5)).toBeLessThan(0.0046);
  });

  it('draw every whole number below the bound equally often', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[random.int(3)]++;
    // Five standard deviations of a count: 5 * sqrt(30000 * 1/3 * 2/3).
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(409);
    expect(random.int(1)).toBe(0);
    expect(random.int(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('permute: each number once, each place equally likely', () => {
    const permutation = createRandom(5).permutation(1000);
    expect(Array.from(permutation).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    const counts = new Map<string, number>();
    const random = createRandom(9);
    for (let i = 0; i < 60_000; i++) {
      const key = random.permutation(3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations: 5 * sqrt(60000 * 1/6 * 5/6).
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(457);
  });
});

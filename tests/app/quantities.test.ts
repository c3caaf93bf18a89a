import { expect, it } from 'vitest';
import { dropBin, sensitiveFrom } from '@/app/experiments/sensitivity-scale';
import {
  bytes,
  count,
  duration,
  intervalOfAccuracy,
  latency,
  level,
  percent,
  points,
  significant,
} from '@/app/format/quantities';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

it.each([
  [percent(0.9735), '97.35 %'],
  [percent(null), '–'],
  [percent(Number.NaN), 'NaN'],
  [level(0.9), '90 %'],
  [level(0.955), '95.5 %'],
  [points(0.012), '1.20'],
  [points(-0.001), '−0.10'],
  [points(-0.00001), '0.00'],
  [bytes(999), '999 B'],
  [bytes(1_066_440), '1.07 MB'],
  [bytes(999_600), '1.00 MB'],
  [count(266_610), '267 k'],
  [duration(830), '830 ms'],
  [duration(59_960), '1 min 00 s'],
  [duration(123_000), '2 min 03 s'],
  [duration(3_900_000), '1 h 05 min'],
  [latency(0.523), '0.52 ms'],
  [latency(12.34), '12.3 ms'],
  [significant(0.000012345), '1.23e−5'],
  [significant(1234.56), '1235'],
  [significant(Number.NaN), 'NaN'],
])('%s', (text, expected) => {
  expect(plain(text)).toBe(expected);
});

it('shows the Wilson interval', () => {
  // 970 of 1000: centre (0.97 + 3.8415 / 2000) / 1.0038415, half width as by hand.
  expect(plain(intervalOfAccuracy({ correct: 970, samples: 1000 }))).toBe('95.75–97.89 %');
});

it('colours a drop by the highest limit it exceeds', () => {
  expect([-0.01, 0, 0.005, 0.0051, 0.01, 0.011, 0.3, 0.9].map(dropBin)).toEqual([0, 0, 0, 1, 1, 2, 6, 7]);
});

it('a layer is sensitive from the lowest level that costs more than one point', () => {
  const cell = (sparsity: number, accuracyDrop: number) => ({
    layer: 'fc1',
    level: sparsity,
    achievedSparsity: sparsity,
    samples: 100,
    correct: 90,
    accuracyDrop,
  });
  expect(sensitiveFrom([cell(0.5, 0.01), cell(0.9, 0.2), cell(0.8, 0.011)])).toBe(0.8);
  expect(sensitiveFrom([cell(0.5, 0.01)])).toBeUndefined();
});

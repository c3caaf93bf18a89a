import { expect, it } from 'vitest';
import { binWidth, densities, drawable, heights, outline } from '@/app/runs/layers/histogram-shape';
import { evenPlaces, extent, isDrawable, linearScale, roundTicks } from '@/app/runs/layers/scales';
import { seriesStyle } from '@/app/runs/layers/series-style';

const two = { lo: 0, hi: 4, counts: [6, 2] };

it('ticks are round and inside the range', () => {
  expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks(-0.23, 0.31, 4)).toEqual([-0.2, 0, 0.2]);
  expect(roundTicks(0, 1234, 4)).toEqual([0, 500, 1000]);
  expect(roundTicks(3, 3, 4)).toEqual([3]);
  // A step of 1 would leave 0 alone.
  expect(roundTicks(-0.9, 0.9, 3)).toEqual([-0.5, 0, 0.5]);
  expect(roundTicks(0.11, 0.19, 1)).toEqual([0.12, 0.14, 0.16, 0.18]);
});

it('a scale maps its ends to its ends, and an empty domain to the middle', () => {
  const x = linearScale(-1, 3, 100, 300);
  expect([x(-1), x(0), x(3)]).toEqual([100, 150, 300]);
  expect(linearScale(2, 2, 0, 50)(7)).toBe(25);
});

it('gaps, NaN, infinities and words are never drawn', () => {
  expect(extent([null, Number.NaN, 4, 'NaN', Number.POSITIVE_INFINITY, -2, undefined])).toEqual([-2, 4]);
  expect(extent([null, Number.NaN])).toBeUndefined();
  expect([0, -0, '1', null].map(isDrawable)).toEqual([true, true, false, false]);
  expect(drawable({ lo: Number.NaN, hi: 1, counts: [1] })).toBeUndefined();
  expect(drawable({ lo: 0, hi: 0, counts: [0, 0] })).toBeUndefined();
});

it('of many places some are taken, the first, the last and the wanted one among them', () => {
  expect(evenPlaces(3, 5)).toEqual([0, 1, 2]);
  expect(evenPlaces(9, 3)).toEqual([0, 4, 8]);
  expect(evenPlaces(9, 3, 5)).toEqual([0, 4, 5, 8]);
});

it('histograms of different ranges compare: an equal area is an equal number of values', () => {
  // Bins of width 2; over bins of width 1 they would hold half.
  expect(binWidth(two, 10)).toBe(2);
  expect(densities(two, 10, 1)).toEqual([3, 1]);
  // All values at one place: a bin of a part of the axis.
  expect(binWidth({ lo: 1, hi: 1, counts: [5, 0] }, 10)).toBe(5);
});

it('heights are shares of the highest, their logarithm, or shares of the own highest', () => {
  expect(heights([4, 1], 8, 'linear')).toEqual([0.5, 0.125]);
  expect(heights([4, 1], 8, 'own')).toEqual([1, 0.25]);
  // log 1 = 0, log 2 / log 8 = 1/3, log 8 / log 8 = 1.
  const [none, one, seven] = heights([0, 1, 7], 7, 'log');
  expect([none, seven]).toEqual([0, 1]);
  expect(one).toBeCloseTo(1 / 3, 12);
});

it('an outline steps from bin to bin and closes at the bottom', () => {
  const x = linearScale(0, 4, 0, 40);
  expect(outline(two, 4, [1, 0.5], x, 100, 50)).toBe('M0.0 100.0V50.0H20.0V75.0H40.0V100.0Z');
  // One distinct value stands in the middle of its bin.
  expect(outline({ lo: 2, hi: 2, counts: [3, 0] }, 4, [1, 0], x, 100, 50)).toBe(
    'M10.0 100.0V50.0H30.0V100.0Z',
  );
});

it('sixty layers have lines that differ in hue or dash', () => {
  const looks = new Set(Array.from({ length: 60 }, (_, index) => JSON.stringify(seriesStyle(index))));
  expect(looks.size).toBe(60);
});

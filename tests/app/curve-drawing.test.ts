import { describe, expect, it } from 'vitest';
import { axisPlace } from '@/app/runs/curves/curve-format';
import { groupCurves, searchCurves } from '@/app/runs/curves/curve-groups';
import { curveOption, fitsLog } from '@/app/runs/curves/curve-option';
import { curveTooltip } from '@/app/runs/curves/curve-tooltip';
import { epochAt, epochEnds, stepAtEpoch } from '@/app/runs/curves/curve-x';
import { curvesSql } from '@/app/runs/curves/curves-sql';
import { smoothed } from '@/app/runs/curves/smoothing';
import { PALETTE } from '@/app/theme/palette';
import { CURVE_LOOK } from './curve-look';

const LINE = { id: '1', name: 'train/loss', color: '#000', width: 2, opacity: 1 };

const keysOf = (...names: string[]) => names.map((key, index) => ({ id: index + 1, key, pointCount: 1 }));

describe('smoothing', () => {
  it('is the average corrected for its start, and 0 changes nothing', () => {
    // Weight 0.5: m1 = 0.5, 0.5 / (1 - 0.5) = 1; m2 = 0.25 + 1 = 1.25, / 0.75; m3 = 0.625 + 2 = 2.625, / 0.875 = 3.
    const [first, second, third] = smoothed([1, 2, 4], 0.5);
    expect(first).toBe(1);
    expect(second).toBeCloseTo(1.25 / 0.75, 12);
    expect(third).toBeCloseTo(3, 12);
    expect(smoothed([1, 2, 4], 0)).toEqual([1, 2, 4]);
    expect(smoothed([3, 3, 3], 0.9).map((value) => Number(value.toFixed(12)))).toEqual([3, 3, 3]);
  });

  it('mlflow#16555: a value that is not finite stays as it is and does not spoil the next', () => {
    expect(smoothed([2, Number.NaN, Number.POSITIVE_INFINITY, 2], 0.5)).toEqual([
      2,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2,
    ]);
  });
});

describe('epochs', () => {
  it('lie on straight lines between their ends, there and back', () => {
    const ends = epochEnds({ steps: [100, 300], values: [1, 2] });
    expect(ends[0]).toEqual({ step: 0, epoch: 0 });
    expect([0, 50, 100, 200, 300, 400].map((step) => epochAt(ends, step))).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect([0.5, 1.5, 2.5].map((epoch) => stepAtEpoch(ends, epoch))).toEqual([50, 200, 400]);
  });
});

describe('charts', () => {
  it('put losses and accuracies together and every other metric in its own, by prefix', () => {
    const groups = groupCurves(
      keysOf('train/loss', 'validation/loss', 'train/accuracy', 'system/bytes', 'train/rate', 'gloss', 'x'),
    );
    expect(
      groups.map(({ name, panels }) => [name, panels.map(({ keys }) => keys.map(({ key }) => key))]),
    ).toEqual([
      ['loss', [['train/loss', 'validation/loss']]],
      ['accuracy', [['train/accuracy']]],
      ['', [['gloss'], ['x']]],
      ['system', [['system/bytes']]],
      ['train', [['train/rate']]],
    ]);
  });

  it('are found by all words of the search, in any case', () => {
    const keys = keysOf('layer/conv1/grad', 'layer/conv2/grad', 'system/x');
    expect(searchCurves(keys, ' GRAD conv1 ').map(({ key }) => key)).toEqual(['layer/conv1/grad']);
    expect(searchCurves(keys, '')).toHaveLength(3);
  });

  it('mlflow#16555: draw a gap at NaN and a mark at the edge, and the other points', () => {
    const values = [1, Number.NaN, 2, Number.POSITIVE_INFINITY, 0];
    const curve = { ...LINE, x: [0, 1, 2, 3, 4], values };
    const dataOf = (series: unknown) => (series as { data: unknown }[]).map(({ data }) => data);
    const [line, marks] = dataOf(curveOption([curve], CURVE_LOOK, PALETTE.light).series);
    expect(line).toEqual([
      [0, 1],
      [1, '-'],
      [2, 2],
      [3, '-'],
      [4, 0],
    ]);
    expect(marks).toMatchObject([{ value: [1, 0] }, { value: [3, 1] }]);
    // A log axis has no place for 0 either.
    const onLog = dataOf(curveOption([curve], { ...CURVE_LOOK, isLog: true }, PALETTE.light).series);
    expect(onLog[1]).toMatchObject([{ value: [1, 0] }, { value: [3, 1] }, { value: [4, 0] }]);
  });

  it('a log axis is drawn over a short reach too, with labels inside of it', () => {
    const axisOf = (values: number[]) => {
      const curve = { ...LINE, x: values.map((_, place) => place), values };
      const { yAxis } = curveOption([curve], { ...CURVE_LOOK, isLog: true }, PALETTE.light);
      const [axis] = yAxis as { type: string; axisLabel: { customValues: number[] } }[];
      return [axis.type, axis.axisLabel.customValues];
    };
    expect(axisOf([0.88, 0.97])).toEqual(['log', [0.9, 0.95]]);
    expect(axisOf([1, 100])).toEqual(['log', [1, 2, 5, 10, 20, 50, 100]]);
    expect(fitsLog([{ values: [0, -1, Number.POSITIVE_INFINITY] }])).toBe(false);
    expect(fitsLog([{ values: [0, 0.1] }])).toBe(true);
  });

  it('a run of one step has no ticks between steps', () => {
    const { xAxis } = curveOption([], { ...CURVE_LOOK, leastXStep: 1 }, PALETTE.light);
    expect(xAxis).toMatchObject({ minInterval: 1 });
  });

  it('a tooltip says a value as the axis does, smoothed or not', () => {
    const look = { ...CURVE_LOOK, smoothing: 0.5, format: (value: number) => `${value * 100} %` };
    const line = { ...LINE, x: [1], values: [0.875], smooth: [0.5] };
    expect(curveTooltip([{ seriesId: '1', axisValue: 1 }], [line], look)).toBe(
      '1\ntrain/loss  87.5 % (smoothed 50 %)',
    );
  });

  it.each([
    [0.1064, 1.8936, '0.11'],
    [2, 1.8936, '2'],
    [1.447, 1.35, '1.45'],
    [0.097, 1.35, '0.1'],
    [0.0001234, 0.0002, '0.000123'],
    [12_345.678, 12_345, '12346'],
    [1.5, 0, '1.5'],
  ])('a place at %f of an axis over %f is written %s', (place, span, text) => {
    expect(axisPlace(place, span)).toBe(text);
  });

  it('a tooltip names the curves that have a point there, and of many those nearest to the pointer', () => {
    const look = { ...CURVE_LOOK, head: (x: number) => `at ${x}`, reach: 1, pointerValue: () => 20 };
    const lines = Array.from({ length: 30 }, (_, place) => {
      const values = [0, place, 0];
      return { ...LINE, id: String(place), name: `run ${place}`, x: [0, 10, 20], values, smooth: values };
    });
    const far = { ...lines[20], id: 'far', x: [0, 12, 20] };
    const told = curveTooltip([{ seriesId: '3', axisValue: 10, marker: '* ' }], [...lines, far], look);
    const [head, ...texts] = told.split('\n');
    expect(head).toBe('at 10');
    expect(texts).toHaveLength(12);
    expect(texts.slice(0, 3)).toEqual(['run 20  20', 'run 19  19', 'run 21  21']);
    expect(curveTooltip([{ seriesId: '3', axisValue: 10, marker: '* ' }], lines.slice(0, 4), look)).toBe(
      'at 10\nrun 0  0\nrun 1  1\nrun 2  2\n* run 3  3',
    );
    // Between two points the nearer one counts, as long as it is near enough.
    const near = (axisValue: number) => curveTooltip([{ seriesId: '5', axisValue }], [lines[5]], look);
    expect([9, 10.9, 11.1, 19.5].map(near)).toEqual([
      'at 9\nrun 5  5',
      'at 10.9\nrun 5  5',
      '',
      'at 19.5\nrun 5  0',
    ]);
    expect(curveTooltip([], lines, look)).toBe('');
  });

  it('mlflow#789: open as SQL with any name', () => {
    expect(curvesSql(3, ["it's"], { from: 1, to: 2 })).toContain(
      "WHERE run_id = 3 AND key = 'it''s'\n  AND step BETWEEN 1 AND 2",
    );
  });
});

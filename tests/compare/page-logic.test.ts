import type { LineSeriesOption } from 'echarts/charts';
import { describe, expect, it } from 'vitest';
import { colorRuns, scaleColor } from '@/app/compare/colors';
import { bestPlaces, betterOf, differs, showDifference, showValue } from '@/app/compare/columns';
import { frontOf, frontStep, scatterPoints } from '@/app/compare/front';
import { layerOption } from '@/app/compare/layer-option';
import { curvePoints } from '@/app/compare/limits';
import { defaultAxes, parallelAxis, parallelOption, runsInside } from '@/app/compare/parallel-option';
import { scatterOption } from '@/app/compare/scatter-option';
import { compareAddress, DEFAULT_SETTINGS, parseAddress, parseRunIds } from '@/app/compare/settings';
import { LINE_DASHES, RUN_SYMBOLS, runColor, runMarks } from '@/app/format/run-color';
import { curveOption } from '@/app/runs/curves/curve-option';
import { PALETTE } from '@/app/theme/palette';
import type { LayerComparison } from '@/db/queries/compare-layers';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { selectRuns } from '@/db/queries/compare-runs';
import { CURVE_LOOK } from '../app/curve-look';
import { temporaryDatabase } from '../db/temporary-database';
import { addRun } from './hand-made';

describe('the address', () => {
  const parsed = (address: string) => parseAddress(new URL(address, 'http://x').searchParams);

  it('says the runs alone while everything is as by default', () => {
    expect(compareAddress([3, 1, 2])).toBe('/compare?runs=3,1,2');
    expect(parsed('/compare?runs=3,1,2')).toEqual({ runIds: [3, 1, 2], settings: DEFAULT_SETTINGS });
  });

  it('keeps every setting, with keys that hold commas, quotes and other scripts', () => {
    const settings = {
      base: 2,
      all: true,
      search: 'a&b=c "and" #1',
      pick: 'min' as const,
      metric: 'validation/accuracy, top 1',
      isLogarithmic: true,
      smoothing: 0.6,
      against: 'time' as const,
      zoom: { from: -0.5, to: 1e-7 },
      color: 'param:学习率',
      x: 'macs',
      y: 'metric:max:a:b',
      xBetter: 'more' as const,
      yBetter: 'less' as const,
      frame: { x: { from: -1, to: 2.5 }, y: { from: 0.001, to: 1e9 } },
      axes: ['bits', 'param:a,b', 'metric:last:x y'],
      brush: [
        { column: 'metric:last:a:b..c', span: { from: 0, to: 0.5 } },
        { column: 'bits', span: { from: 2, to: 4 } },
        { column: 'bits', span: { from: 8, to: 8.5 } },
      ],
      layers: 'drop' as const,
      level: 'prune:0.9',
      marked: [1, 2],
    };
    expect(parsed(compareAddress([1, 2], settings))).toEqual({ runIds: [1, 2], settings });
  });

  it('takes ids as people type them, each once, and nothing that is none', () => {
    expect(parseRunIds('#3, 5;8 5 x 0')).toEqual([3, 5, 8]);
    expect(parsed('/compare?runs=1&runs=2,2&layers=no&pick=9&xbetter=up&base=x').settings).toEqual(
      DEFAULT_SETTINGS,
    );
    for (const wrong of ['5..5', '9..1', '1', '1..', '..2', 'a..b', '1..2..3', '0..Infinity'])
      expect(parsed(`/compare?runs=1&zoom=${wrong}`).settings).toEqual(DEFAULT_SETTINGS);
    for (const wrong of [
      'brush=5',
      'brush=1..2',
      'brush=1..2:',
      'brush=2..1:bits',
      'frame=1..2',
      'frame=1..2,x',
    ])
      expect(parsed(`/compare?runs=1&${wrong}`).settings).toEqual(DEFAULT_SETTINGS);
    expect(parsed('/compare?runs=1&smoothing=7&against=up').settings).toMatchObject({
      smoothing: 0.99,
      against: 'step',
    });
  });

  it('holds 200 runs in less than 2,000 characters', () => {
    const ids = Array.from({ length: 200 }, (_, index) => 100_000 + index);
    expect(compareAddress(ids).length).toBeLessThan(2000);
    expect(parsed(compareAddress(ids)).runIds).toEqual(ids);
  });
});

describe('the front of accuracy (more) against size (less)', () => {
  const points = scatterPoints([10, 20, 20, 30, 30, null, 5], [0.5, 0.8, 0.8, 0.8, 0.9, 0.99, Number.NaN]);

  it('leaves out runs that lack a number, keeps ties, and drops what is as good but larger', () => {
    expect(points.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
    expect(frontOf(points, 'less', 'more').map(({ place }) => place)).toEqual([0, 1, 2, 4]);
  });

  it('with more sparsity better it is the other corner, and the step turns the other way', () => {
    expect(frontOf(points, 'more', 'more').map(({ place }) => place)).toEqual([4]);
    expect(frontOf(points, 'less', 'less').map(({ place }) => place)).toEqual([0]);
    expect([frontStep('less'), frontStep('more')]).toEqual(['end', 'start']);
  });
});

describe('values', () => {
  it.each([
    ['accuracy', 0.9735, '97.35 %'],
    ['stored_bytes', 1_070_920, '1.07 MB'],
    ['latency_ms', 0.516, '0.52 ms'],
    ['macs', 266_200, '266,200'],
    ['compression_ratio', 7.5423, '7.54×'],
    ['metric:last:validation/accuracy', 0.5, '50.00 %'],
    ['metric:last:loss', Number.NaN, 'NaN'],
    ['metric:last:loss', 0.123456789, '0.1235'],
    ['param:epochs', 4, '4'],
    ['param:lr', null, '–'],
  ])('%s %s reads %s', (column, value, text) => {
    expect(showValue(column, value).replaceAll('\u202f', ' ')).toBe(text);
  });

  it.each([
    ['accuracy', 0.98, 0.97, '+1.00', 'points'],
    ['stored_bytes', 50, 200, '−75.0 %', 'none'],
    ['metric:last:loss', 0.25, 0.5, '−0.25', 'none'],
    ['compression_ratio', 6.662, 1, '+5.662×', 'none'],
  ])('%s: %s from %s is %s', (column, value, base, text, unit) => {
    const found = showDifference(column, value, base);
    expect([found?.text.replaceAll('\u202f', ' '), found?.unit]).toEqual([text, unit]);
  });

  it('no difference where one is no number, or both are the same', () => {
    expect(showDifference('accuracy', 0.9, null)).toBeUndefined();
    expect(showDifference('accuracy', Number.NaN, 0.9)).toBeUndefined();
    expect(showDifference('accuracy', 0.9, 0.9)).toBeUndefined();
  });

  it('the best are all that share the best number, by the direction of the column', () => {
    expect(bestPlaces([0.9, 0.95, null, 0.95], betterOf('accuracy'))).toEqual(new Set([1, 3]));
    expect(bestPlaces([3, Number.NaN, 2], betterOf('metric:last:train/loss'))).toEqual(new Set([2]));
    expect(bestPlaces([1, 1], 'more')).toEqual(new Set());
    expect(bestPlaces([1, 2], betterOf('param:lr'))).toEqual(new Set());
  });

  it('differ also by a missing one, and NaN equals itself', () => {
    expect(differs([1, null])).toBe(true);
    expect(differs([Number.NaN, Number.NaN])).toBe(false);
  });
});

describe('colours', () => {
  const runs = () => {
    const db = temporaryDatabase();
    const ids = ['a', 'b', 'c'].map((name) => addRun(db, { name }));
    return selectRuns(db, ids).runs;
  };

  it('are the runs’ own, the same for the same id', () => {
    expect(colorRuns(runs(), 'run', undefined, 'light').colors).toEqual(
      [1, 2, 3].map((id) => runColor(id, 'light')),
    );
  });

  it('runs of one colour differ by dash and shape, those of different colours do not need to', () => {
    expect(runMarks([3, 4, 13, 23, 5, 14])).toEqual([0, 0, 1, 2, 0, 1]);
    // Whoever comes or goes, the first of a colour is drawn through.
    expect(runMarks([23, 13])).toEqual([1, 0]);
    const sixty = Array.from({ length: 60 }, (_, index) => 100 + index);
    const looks = runMarks(sixty).map((mark, place) => `${runColor(sixty[place], 'light')} ${mark}`);
    expect(new Set(looks).size).toBe(60);
    expect(new Set(LINE_DASHES.map(String)).size).toBe(LINE_DASHES.length);
    expect(new Set(RUN_SYMBOLS).size).toBe(LINE_DASHES.length);
  });

  it('of runs are drawn with their dash and shape in curves, scatter and parallel coordinates', () => {
    const line = { x: [0, 1], values: [1, 2], color: '#1f6cb0', width: 2, opacity: 1 };
    const { series } = curveOption(
      [
        { ...line, id: '3', name: '#3', dash: LINE_DASHES[0] },
        { ...line, id: '13', name: '#13', dash: LINE_DASHES[1] },
      ],
      CURVE_LOOK,
      PALETTE.light,
    );
    expect((series as LineSeriesOption[]).map(({ lineStyle }) => lineStyle?.type)).toEqual(['solid', [7, 3]]);

    const point = {
      x: 1,
      y: 1,
      color: '#1f6cb0',
      opacity: 1,
      isInFront: false,
      accuracy: undefined,
      head: [],
    };
    const scatter = scatterOption({
      groups: [{ name: 'runs', runs: [point, { ...point, symbol: RUN_SYMBOLS[1] }] }],
      front: [],
      axes: { x: 'macs', y: 'bits', xName: 'MACs', yName: 'Bits' },
      xBetter: undefined,
      hasLegend: false,
      words: { interval: '', front: '' },
      colors: PALETTE.light,
    });
    const drawn = (scatter.series as { id: string; data: { symbol?: string }[] }[]).find(
      ({ id }) => id === 'runs',
    );
    expect(drawn?.data.map(({ symbol }) => symbol)).toEqual([undefined, 'rect']);

    const compared = runs();
    const parallel = parallelOption({
      runs: compared,
      axes: [{ column: 'bits', positions: [1, 2, 3], categories: null }],
      names: ['Bits'],
      coloring: { colors: ['red', 'red', 'red'], marks: [0, 1, 2] },
      colors: PALETTE.light,
    });
    // Labels lie over the lines of the series, whose z is 2.
    expect(parallel.parallelAxis).toMatchObject([{ z: 10 }]);
    const [{ data }] = parallel.series as { data: { lineStyle: { type: unknown } }[] }[];
    expect(data.map(({ lineStyle }) => lineStyle.type)).toEqual(['solid', [7, 3], [2, 3]]);
  });

  it('by a number: ends and middle of the palette, grey where there is none', () => {
    const { colors, keys, isScale } = colorRuns(runs(), 'param:lr', [0, 10, null], 'light');
    const { loss, strongLine } = PALETTE.light;
    expect(colors).toEqual([loss[3], loss[7], strongLine]);
    expect(keys.map(({ label }) => label)).toEqual(['0', '5', '10']);
    expect(isScale).toBe(true);
    expect(scaleColor(0.5, 'light')).toBe(loss[5]);
  });

  it('by words: one for each, and techniques as everywhere', () => {
    const { colors, isScale } = colorRuns(runs(), 'param:optimizer', ['sgd', 'adam', 'sgd'], 'dark');
    expect([colors[0] === colors[2], colors[0] === colors[1], isScale]).toEqual([true, false, false]);
    expect(colorRuns(runs(), 'technique', ['prune', 'baseline', 'prune'], 'dark').colors[0]).toBe(
      PALETTE.dark.technique.prune,
    );
  });
});

it('the map of layers tells long names apart by their ends, and the unit of its scale', () => {
  const one = { id: 1 } as ComparedRun;
  const named = ['pruned 90 % iteratively', 'pruned 90 % iteratively, int8'].map((name) => ({
    ...one,
    name,
  }));
  const cell = { value: 0.484, name: 'fc1', detail: '' };
  const layer = { name: 'fc1', architecture: 'lenet-5', cells: [cell, cell] };
  const option = layerOption({
    comparison: { quantity: 'drop', layers: [layer], levels: [], level: null } as unknown as LayerComparison,
    runs: named,
    marked: new Set(),
    colors: PALETTE.light,
    missing: '',
    inPoints: (points) => `${points} pt`,
  });
  expect((option.xAxis as { data: string[] }).data.map((name) => name.replace(/^#\d+ /, ''))).toEqual([
    'pruned 9…% iteratively',
    'pruned 9…atively, int8',
  ]);
  expect(option.visualMap).toMatchObject([{ text: ['48.40 pt', '0.00 pt'] }, {}]);
});

it('parallel axes: numbers as they are, words by place, nobody’s column not at all', () => {
  expect(parallelAxis('param:lr', [0.1, null])).toMatchObject({ positions: [0.1, null], categories: null });
  expect(parallelAxis('param:o', ['sgd', 'adam', null])).toMatchObject({
    positions: [1, 0, null],
    categories: ['adam', 'sgd'],
  });
  expect(parallelAxis('param:none', [null, null])).toBeUndefined();
  expect(
    defaultAxes(
      [
        { column: 'accuracy', values: [0.1, 0.2] },
        { column: 'bits', values: [8, 8] },
      ],
      [
        { column: 'param:seed', values: [1, 2] },
        { column: 'param:lr', values: [1, 2] },
      ],
    ),
  ).toEqual(['param:lr', 'accuracy']);
});

it('marked spans: every marked axis counts, spans of one axis add up, and a run without the value is outside', () => {
  const runs = [1, 2, 3, 4].map((id) => ({ id }) as Parameters<typeof runsInside>[0][number]);
  const axes = [
    { column: 'bits', positions: [2, 4, 8, null], categories: null },
    { column: 'accuracy', positions: [0.1, 0.9, 0.9, 0.9], categories: null },
  ];
  const bits = (from: number, to: number) => ({ column: 'bits', span: { from, to } });
  expect(runsInside(runs, axes, [])).toEqual([]);
  expect(runsInside(runs, axes, [bits(2, 4)])).toEqual([1, 2]);
  expect(runsInside(runs, axes, [bits(2, 4), bits(8, 9)])).toEqual([1, 2, 3]);
  expect(runsInside(runs, axes, [bits(2, 4), { column: 'accuracy', span: { from: 0.5, to: 1 } }])).toEqual([
    2,
  ]);
  expect(runsInside(runs, axes, [{ column: 'no axis', span: { from: 0, to: 9 } }])).toEqual([]);
});

it('mlflow#9779: few runs have 2,000 points each, 200 runs 300 each', () => {
  expect([2, 30, 200].map(curvePoints)).toEqual([2000, 2000, 300]);
});

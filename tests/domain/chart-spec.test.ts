import { describe, expect, it } from 'vitest';
import {
  chartColumnRef,
  chartNumber,
  chartSpecSchema,
  defaultChart,
  findChartColumn,
} from '@/lib/domain/chart-spec';

const columnsOf = (text: string) =>
  text.split(' ').map((part) => {
    const [name, type] = part.split(':');
    return { name, type };
  });

describe('the default chart', () => {
  it('draws what is measured over what is set, a line for each layer', () => {
    const columns = columnsOf('layer:TEXT level:REAL accuracy_drop:REAL');
    const rows = ['conv1', 'fc1'].flatMap((layer) =>
      [0.1, 0.5, 0.9].map((level) => [layer, level, level / 10]),
    );
    expect(defaultChart(columns, rows)).toEqual({
      kind: 'line',
      x: 'level',
      y: ['accuracy_drop'],
      series: 'layer',
    });
  });

  it('is a heat map where too many layers would be lines', () => {
    const columns = columnsOf('layer:TEXT target_sparsity:REAL accuracy_drop:REAL');
    const rows = Array.from({ length: 40 }, (_, index) => [
      `layer ${index % 20}`,
      index < 20 ? 0.5 : 0.9,
      0.01,
    ]);
    expect(defaultChart(columns, rows)).toEqual({
      kind: 'heatmap',
      x: 'target_sparsity',
      y: ['layer'],
      value: 'accuracy_drop',
    });
  });

  it('measures accuracy, not sparsity, even where both are columns', () => {
    const columns = columnsOf('step:INTEGER sparsity:REAL accuracy:REAL');
    expect(
      defaultChart(columns, [
        [1, 0, 0.9],
        [2, 0.5, 0.8],
      ]),
    ).toMatchObject({
      kind: 'line',
      x: 'step',
      y: ['accuracy'],
    });
  });

  it('measures a compression ratio, though ratios are mostly set', () => {
    const columns = columnsOf('name:TEXT compression_ratio:REAL');
    const rows = [
      ['a', 2.5],
      ['b', 4],
    ];
    expect(defaultChart(columns, rows)).toEqual({ kind: 'bar', x: 'name', y: ['compression_ratio'] });
  });

  it('does not measure ids: runs with one figure are bars', () => {
    const columns = columnsOf('run_id:INTEGER name:TEXT accuracy:REAL');
    expect(
      defaultChart(columns, [
        [1, 'a', 0.9],
        [2, 'b', 0.8],
      ]),
    ).toEqual({
      kind: 'bar',
      x: 'run_id',
      y: ['accuracy'],
    });
  });

  it('is points for two measures, bars split by a second text, a histogram for one measure', () => {
    expect(
      defaultChart(columnsOf('accuracy:REAL size_bytes:INTEGER'), [
        [0.9, 10],
        [0.8, 5],
      ]),
    ).toEqual({
      kind: 'scatter',
      x: 'size_bytes',
      y: ['accuracy'],
    });
    const split = ['a', 'b'].flatMap((method) => ['x', 'y'].map((owner) => [method, owner, 1]));
    expect(defaultChart(columnsOf('method:TEXT owner:TEXT n:INTEGER'), split)).toEqual({
      kind: 'bar',
      x: 'method',
      y: ['n'],
      series: 'owner',
    });
    expect(defaultChart(columnsOf('loss:REAL'), [[0.1], [0.2]])).toEqual({
      kind: 'histogram',
      x: 'loss',
      y: [],
    });
  });

  it('takes dates that are texts, and times in milliseconds, to the right', () => {
    const days = [
      ['2026-11-24', 3],
      ['2026-11-25', 5],
    ];
    expect(defaultChart(columnsOf('day:TEXT runs:INTEGER'), days)).toMatchObject({ kind: 'line', x: 'day' });
    const times = [
      [1_764_000_000_000, 0.5],
      [1_764_000_060_000, 0.6],
    ];
    expect(defaultChart(columnsOf('recorded_at:INTEGER value:REAL'), times)).toMatchObject({
      kind: 'line',
      x: 'recorded_at',
    });
  });

  it('is none without two rows, and none without a number', () => {
    expect(defaultChart(columnsOf('loss:REAL'), [[0.1]])).toBeUndefined();
    expect(defaultChart(columnsOf('name:TEXT'), [['a'], ['b']])).toBeUndefined();
    expect(defaultChart([], [[], []])).toBeUndefined();
  });

  it('is always one that can be kept', () => {
    const chart = defaultChart(columnsOf('loss:REAL'), [[0.1], [0.2]]);
    expect(chartSpecSchema.parse(JSON.parse(JSON.stringify(chart)))).toEqual(chart);
  });
});

describe('columns of a chart', () => {
  const columns = columnsOf('a:REAL b:REAL a:REAL');

  it('are named by their name, the second of the same name by its place', () => {
    expect([0, 1, 2].map((index) => chartColumnRef(columns, index))).toEqual(['a', 'b', 2]);
    expect([2, 'a', 'b', 'c', 3].map((ref) => findChartColumn(columns, ref))).toEqual([
      2,
      0,
      1,
      undefined,
      undefined,
    ]);
    expect(findChartColumn(columnsOf('__proto__:REAL'), '__proto__')).toBe(0);
  });

  it('hold numbers: no infinity, no text of digits, but integers of 64 bits', () => {
    const [integer, text] = columnsOf('n:INTEGER t:TEXT');
    expect(chartNumber('1254071346418286654', integer)).toBeCloseTo(1.254071346418286e18, -6);
    expect(chartNumber('1254071346418286654', text)).toBeUndefined();
    expect(chartNumber('-12.50', { name: 'd', type: 'NUMERIC(10,2)' })).toBe(-12.5);
    expect(chartNumber('NaN', { name: 'd', type: 'NUMERIC' })).toBeUndefined();
    expect(chartNumber('Infinity', { name: 'r', type: 'REAL' })).toBeUndefined();
    expect(chartNumber(null, integer)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { chartData } from '@/app/console/results/chart-data';
import { chartOption } from '@/app/console/results/chart-option';
import { PALETTE } from '@/app/theme/palette';
import type { Cell } from '@/db/console/query-result';

const columnsOf = (text: string) =>
  text.split(' ').map((part) => {
    const [name, type] = part.split(':');
    return { name, type };
  });

describe('a chart draws', () => {
  it('a line for each value of a column, from left to right, with gaps where there is NULL', () => {
    const rows: Cell[][] = [
      ['a', 2, 0.2],
      ['a', 1, 0.1],
      ['b', 1, null],
    ];
    const data = chartData(
      { columns: columnsOf('layer:TEXT step:INTEGER loss:REAL'), rows },
      { kind: 'line', x: 'step', y: ['loss'], series: 'layer' },
    );
    expect(data?.xType).toBe('number');
    expect(data?.series).toEqual([
      {
        name: 'a',
        points: [
          [1, 0.1],
          [2, 0.2],
        ],
      },
      { name: 'b', points: [[1, null]] },
    ]);
  });

  it('sqlpad#207: dates that are texts as they are written, in their order, shifted by no time zone', () => {
    const rows: Cell[][] = [
      ['2026-03-29 02:30', 1],
      ['2026-03-29 03:30', 2],
    ];
    const data = chartData(
      { columns: columnsOf('day:TEXT n:INTEGER'), rows },
      { kind: 'line', x: 'day', y: ['n'] },
    );
    expect(data?.categories).toEqual(['2026-03-29 02:30', '2026-03-29 03:30']);
  });

  it('the mean where bars share a place, and says how many did', () => {
    const rows: Cell[][] = [
      ['a', 1],
      ['a', 2],
      ['b', 5],
    ];
    const data = chartData({ columns: columnsOf('m:TEXT v:REAL'), rows }, { kind: 'bar', x: 'm', y: ['v'] });
    expect(data?.series).toEqual([
      {
        name: 'v',
        points: [
          [0, 1.5],
          [1, 5],
        ],
      },
    ]);
    expect(data?.merged).toBe(1);
  });

  it('a heat map with numbers in their order and texts as they come', () => {
    const rows: Cell[][] = [
      [0.9, 'fc1', 0.4],
      [0.5, 'fc1', 0.1],
      [0.5, 'conv1', null],
    ];
    const data = chartData(
      { columns: columnsOf('level:REAL layer:TEXT drop:REAL'), rows },
      { kind: 'heatmap', x: 'level', y: ['layer'], value: 'drop' },
    );
    expect(data).toMatchObject({
      categories: ['0.5', '0.9'],
      rowNames: ['fc1', 'conv1'],
      cells: [
        [1, 0, 0.4],
        [0, 0, 0.1],
      ],
      leftOut: 1,
    });
  });

  it('counts of whole numbers one by one, of others between even edges, on a log axis between even ratios', () => {
    const columns = columnsOf('v:REAL');
    const bits = chartData({ columns, rows: [[4], [8], [8], [null]] }, { kind: 'histogram', x: 'v', y: [] });
    expect(bits?.categories).toEqual(['4', '5', '6', '7', '8']);
    expect(bits?.series[0].points.map(([, count]) => count)).toEqual([1, 0, 0, 0, 2]);
    expect(bits?.leftOut).toBe(1);

    const even = chartData(
      { columns, rows: [[0], [0.5], [0.99], [1]] },
      { kind: 'histogram', x: 'v', y: [] },
    );
    expect(even?.categories).toEqual(['0 … 0.2', '0.2 … 0.4', '0.4 … 0.6', '0.6 … 0.8', '0.8 … 1']);
    expect(even?.series[0].points.map(([, count]) => count)).toEqual([1, 0, 1, 0, 2]);

    const log = chartData(
      { columns, rows: [[1], [10], [100_000], [0], [-5]] },
      { kind: 'histogram', x: 'v', y: [], isLogX: true },
    );
    expect(log?.categories).toEqual(['1 … 10', '10 … 100', '100 … 1000', '1000 … 10000', '10000 … 100000']);
    expect(log?.series[0].points.map(([, count]) => count)).toEqual([1, 1, 0, 0, 1]);
    expect(log?.leftOut).toBe(2);
  });

  it('no infinities, and nothing that is not above 0 on a log axis', () => {
    const rows: Cell[][] = [
      [1, 'Infinity'],
      [2, 0],
      [3, 5],
    ];
    const data = chartData(
      { columns: columnsOf('step:INTEGER loss:REAL'), rows },
      { kind: 'scatter', x: 'step', y: ['loss'], isLogY: true },
    );
    expect(data?.series).toEqual([{ name: 'loss', points: [[3, 5]] }]);
    expect(data?.leftOut).toBe(2);
  });

  it('a dozen series, and says how many more there are', () => {
    const rows = Array.from({ length: 15 }, (_, index): Cell[] => [`s${index}`, 1, index]);
    const data = chartData(
      { columns: columnsOf('s:TEXT step:INTEGER v:REAL'), rows },
      { kind: 'line', x: 'step', y: ['v'], series: 's' },
    );
    expect([data?.series.length, data?.more]).toEqual([12, 3]);
  });

  it('nothing when the result has lost a column of it', () => {
    const result = { columns: columnsOf('a:REAL'), rows: [[1], [2]] };
    expect(chartData(result, { kind: 'line', x: 'a', y: ['gone'] })).toBeUndefined();
    expect(chartData(result, { kind: 'line', x: 'a', y: ['a'], series: 'gone' })).toBeUndefined();
    expect(chartData(result, { kind: 'heatmap', x: 'a', y: ['a'] })).toBeUndefined();
  });
});

it('techniques have their colours in a chart, all else takes colours in turn', () => {
  const rows: Cell[][] = [
    ['prune', 1, 1],
    ['mine', 1, 2],
    ['constructor', 1, 2],
  ];
  const spec = { kind: 'scatter' as const, x: 'x', y: ['v'], series: 'method' };
  const data = chartData({ columns: columnsOf('method:TEXT x:REAL v:REAL'), rows }, spec);
  if (!data) throw new Error('no chart');
  const { series } = chartOption(data, spec, { x: 'x', y: 'v', value: '' }, PALETTE.dark) as {
    series: { itemStyle: { color: string } }[];
  };
  expect(series.map(({ itemStyle }) => itemStyle.color)).toEqual([
    PALETTE.dark.technique.prune,
    '#99ef86',
    '#f98ad6',
  ]);
});

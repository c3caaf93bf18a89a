import { cellText } from '@/db/console/cell-text';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { type ChartSpec, chartNumber, findChartColumn, isTimeColumn } from '@/lib/domain/chart-spec';
import { compareCells } from './cell-order';

/** Most series that are drawn: colours of more could not be told apart. */
export const MOST_SERIES = 12;
/** Most categories of an axis. */
export const MOST_CATEGORIES = 300;
const MOST_BINS = 50;

/** A point: its place to the right (a number, or the number of its category), and its value; NULL is a gap. */
export type Point = [x: number, y: number | null];

/** What a chart draws, and what it leaves out. */
export interface ChartData {
  xType: 'number' | 'time' | 'category';
  /** Names of the places to the right when `xType` is `category`. */
  categories: string[];
  series: { name: string; points: Point[] }[];
  /** Heat maps: names of the rows, and their cells as places and value. */
  rowNames: string[];
  cells: [x: number, y: number, value: number][];
  /** Rows without a number, or with none above 0 where an axis is logarithmic. */
  leftOut: number;
  /** Series and categories beyond the most that are drawn. */
  more: number;
  /** Values whose place was taken already: their mean is drawn. */
  merged: number;
}

interface Result {
  columns: ResultColumn[];
  rows: Cell[][];
}

/** What the chart of a result draws, or undefined when the result lacks a column of the chart. */
export function chartData(result: Result, spec: ChartSpec): ChartData | undefined {
  const x = findChartColumn(result.columns, spec.x);
  const y = spec.y.map((ref) => findChartColumn(result.columns, ref));
  if (x === undefined || y.includes(undefined)) return undefined;
  const columns = { x, y: y as number[] };
  if (spec.kind === 'histogram') return histogram(result, x, spec.isLogX ?? false);
  if (y.length === 0) return undefined;
  if (spec.kind === 'heatmap') {
    const value = spec.value === undefined ? undefined : findChartColumn(result.columns, spec.value);
    return value === undefined ? undefined : heatmap(result, x, columns.y[0], value);
  }
  const split = spec.series === undefined ? undefined : findChartColumn(result.columns, spec.series);
  if (spec.series !== undefined && split === undefined) return undefined;
  return lines(result, spec, { ...columns, split });
}

function empty(): ChartData {
  return {
    xType: 'number',
    categories: [],
    series: [],
    rowNames: [],
    cells: [],
    leftOut: 0,
    more: 0,
    merged: 0,
  };
}

/** What a value is called on an axis or in the legend. */
function nameOf(cell: Cell): string {
  return cell === null ? 'NULL' : cellText(cell).slice(0, 80);
}

/** Numbers for values in the order that they come in, or in SQLite's order. */
class Places {
  readonly names: string[] = [];
  private readonly known = new Map<string, number>();
  more = 0;
  constructor(private readonly most: number) {}

  of(cell: Cell): number | undefined {
    const name = nameOf(cell);
    const place = this.known.get(name);
    if (place !== undefined) return place < this.most ? place : undefined;
    this.known.set(name, this.known.size);
    if (this.known.size > this.most) {
      this.more++;
      return undefined;
    }
    this.names.push(name);
    return this.names.length - 1;
  }
}

/** Places for the values of a column: numbers in their order, texts as they come. */
function placesOf({ columns, rows }: Result, index: number): Places {
  const places = new Places(MOST_CATEGORIES);
  const cells = rows.map((row) => row[index]);
  const isNumeric = cells.every((cell) => cell === null || chartNumber(cell, columns[index]) !== undefined);
  if (isNumeric) cells.sort((a, b) => compareCells(a, b, columns[index].type));
  for (const cell of cells) places.of(cell);
  return places;
}

function lines(
  result: Result,
  spec: ChartSpec,
  at: { x: number; y: number[]; split: number | undefined },
): ChartData {
  const { columns, rows } = result;
  const data = empty();
  const column = columns[at.x];
  const isNumeric =
    spec.kind !== 'bar' &&
    rows.every((row) => row[at.x] === null || chartNumber(row[at.x], column) !== undefined);
  data.xType = isNumeric ? (isTimeColumn(column) ? 'time' : 'number') : 'category';
  const categories = isNumeric ? undefined : placesOf(result, at.x);
  const splits = new Places(MOST_SERIES);
  const series = new Map<string, Point[]>();

  for (const row of rows) {
    const x = categories ? categories.of(row[at.x]) : chartNumber(row[at.x], column);
    if (x === undefined || (spec.isLogX && !categories && x <= 0)) {
      if (!categories) data.leftOut++;
      continue;
    }
    if (at.split !== undefined && splits.of(row[at.split]) === undefined) continue;
    for (const index of at.y) {
      const value = chartNumber(row[index], columns[index]);
      const isDrawn = value !== undefined && !(spec.isLogY && value <= 0);
      if (!isDrawn && row[index] !== null) data.leftOut++;
      if (!isDrawn && spec.kind !== 'line') continue;
      const name = seriesName(row, index, at, columns);
      const points = series.get(name) ?? [];
      if (points.length === 0) series.set(name, points);
      points.push([x, isDrawn ? value : null]);
    }
  }
  if (categories) {
    data.categories = categories.names;
    data.more += categories.more;
  }
  data.more += splits.more;
  data.series = [...series].map(([name, points]) => ({ name, points }));
  if (spec.kind === 'bar') mergeBars(data);
  if (spec.kind === 'line') for (const { points } of data.series) points.sort((a, b) => a[0] - b[0]);
  return data;
}

function seriesName(
  row: Cell[],
  index: number,
  at: { y: number[]; split: number | undefined },
  columns: ResultColumn[],
): string {
  if (at.split === undefined) return columns[index].name;
  const name = nameOf(row[at.split]);
  return at.y.length > 1 ? `${name}: ${columns[index].name}` : name;
}

/** One bar for each category and series: the mean where there are several values. */
function mergeBars(data: ChartData): void {
  for (const one of data.series) {
    const { means, merged } = meansOf(one.points.map(([x, y]) => [String(x), y ?? 0]));
    one.points = [...means].map(([x, mean]) => [Number(x), mean]);
    data.merged += merged;
  }
}

/** The mean of the values of each key, and how many values shared a key with an earlier one. */
function meansOf(pairs: [key: string, value: number][]): { means: Map<string, number>; merged: number } {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [key, value] of pairs) {
    const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: sum + value, count: count + 1 });
  }
  const means = new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
  return { means, merged: pairs.length - means.size };
}

function heatmap(result: Result, x: number, y: number, value: number): ChartData {
  const { columns, rows } = result;
  const data = empty();
  const across = placesOf(result, x);
  const down = placesOf(result, y);
  const pairs: [string, number][] = [];
  for (const row of rows) {
    const [right, up] = [across.of(row[x]), down.of(row[y])];
    if (right === undefined || up === undefined) continue;
    const number = chartNumber(row[value], columns[value]);
    if (number === undefined) data.leftOut++;
    else pairs.push([`${right},${up}`, number]);
  }
  const { means, merged } = meansOf(pairs);
  data.xType = 'category';
  data.categories = across.names;
  data.rowNames = down.names;
  data.more = across.more + down.more;
  data.merged = merged;
  data.cells = [...means].map(([key, mean]) => {
    const [right, up] = key.split(',').map(Number);
    return [right, up, mean];
  });
  return data;
}

/** Counts of values between edges that are even steps, of their logarithms where the axis is logarithmic. */
function histogram({ columns, rows }: Result, index: number, isLog: boolean): ChartData {
  const data = empty();
  const values: number[] = [];
  for (const row of rows) {
    const value = chartNumber(row[index], columns[index]);
    if (value === undefined || (isLog && value <= 0)) data.leftOut++;
    else values.push(isLog ? Math.log10(value) : value);
  }
  data.xType = 'category';
  if (values.length === 0) return data;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const areIntegers = !isLog && high - low < MOST_BINS && values.every(Number.isInteger);
  const bins = areIntegers
    ? high - low + 1
    : low === high
      ? 1
      : Math.max(5, Math.min(MOST_BINS, Math.ceil(Math.sqrt(values.length))));
  const width = areIntegers ? 1 : (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  const edge = (place: number) => {
    const at = low + place * width;
    return String(Number((isLog ? 10 ** at : at).toPrecision(4)));
  };
  data.categories = counts.map((_, place) =>
    areIntegers || low === high ? edge(place) : `${edge(place)} … ${edge(place + 1)}`,
  );
  data.series = [{ name: columns[index].name, points: counts.map((count, place): Point => [place, count]) }];
  return data;
}

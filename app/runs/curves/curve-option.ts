import type { LineSeriesOption } from 'echarts/charts';
import { axisStyle, type ChartOption, type Colors, tooltipStyle } from '../../charts/chart';
import { runColor } from '../../format/run-color';
import { PALETTE } from '../../theme/palette';
import { smoothed } from './smoothing';

/** A curve as it is drawn: its places on the x axis and the values there. */
export interface DrawnCurve {
  key: string;
  x: readonly number[];
  values: readonly number[];
  color: string;
}

/** How a chart of curves is drawn. */
export interface CurveLook {
  smoothing: number;
  isLog: boolean;
  xName: string;
  yName: string;
  xRange: { min: number; max: number } | undefined;
  formatX: (x: number) => string;
  format: (value: number) => string;
  /** First line over the values at a place. */
  head: (x: number) => string;
  smoothedWord: string;
}

const FEW_POINTS = 40;
const FAINT = 0.28;

/** The colour of a metric; metrics of one chart have different ones. */
export function curveColors(keys: readonly string[], colors: Colors): string[] {
  const scheme = colors === PALETTE.dark ? 'dark' : 'light';
  const used = new Set<string>();
  return keys.map((key, index) => {
    const wanted = keys.length === 1 ? colors.accent : usualColor(key, colors);
    const color = wanted === undefined || used.has(wanted) ? runColor(index, scheme) : wanted;
    used.add(color);
    return color;
  });
}

function usualColor(key: string, colors: Colors): string | undefined {
  if (key.startsWith('validation/')) return colors.accent;
  if (key.startsWith('test/')) return colors.technique.combined;
  if (key.includes('distillation')) return colors.technique.distill;
  if (key.includes('student')) return colors.technique.quantize;
  if (key.startsWith('epoch/')) return colors.text;
  if (key.startsWith('train/')) return colors.muted;
  return undefined;
}

/** Lines, faint under their smoothed ones, and marks at the frame for what no line can show. */
export function curveOption(curves: readonly DrawnCurve[], look: CurveLook, colors: Colors): ChartOption {
  const axis = axisStyle(colors);
  const lines = curves.map((curve) => {
    const isDrawable = (value: number) => Number.isFinite(value) && (!look.isLog || value > 0);
    const smooth = smoothed(curve.values, look.smoothing);
    return { ...curve, smooth, isDrawable };
  });
  const series: LineSeriesOption[] = lines.flatMap(({ key, x, values, smooth, color, isDrawable }) => {
    const isThin = key.startsWith('train/') && curves.length > 1;
    const width = isThin ? 1 : 2;
    const raw = lineOf({ id: key, key, x, values, color, width, isDrawable });
    if (look.smoothing <= 0) return [raw];
    return [
      { ...raw, lineStyle: { width: 1, color, opacity: FAINT }, itemStyle: { color, opacity: FAINT }, z: 2 },
      {
        ...lineOf({ id: `${key} smoothed`, key, x, values: smooth, color, width: 2, isDrawable }),
        z: 3,
        tooltip: { show: false },
      },
    ];
  });
  for (const { key, x, values, color, isDrawable } of lines) {
    const marks = x.flatMap((place, index) =>
      isDrawable(values[index]) ? [] : [markOf(place, values[index])],
    );
    if (marks.length === 0) continue;
    series.push({
      type: 'line',
      id: `${key} marks`,
      name: `${key} marks`,
      yAxisIndex: 1,
      data: marks,
      showSymbol: true,
      symbolSize: 8,
      lineStyle: { opacity: 0 },
      itemStyle: { color },
      silent: true,
      clip: false,
      z: 4,
    });
  }
  return {
    grid: { left: 62, right: 14, top: 10, bottom: 40 },
    tooltip: {
      ...tooltipStyle(colors),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colors.strongLine } },
      formatter: (given) => tooltipText(given as TooltipItem[], lines, look),
    },
    xAxis: {
      ...axis,
      type: 'value',
      name: look.xName,
      nameGap: 24,
      min: look.xRange?.min ?? 'dataMin',
      max: look.xRange?.max ?? 'dataMax',
      axisLabel: { ...axis.axisLabel, formatter: (x: number) => look.formatX(x) },
    },
    yAxis: [
      {
        ...axis,
        ...(look.isLog ? logScale(lines.flatMap(({ values }) => values)) : { type: 'value', scale: true }),
        name: look.yName,
        nameGap: 46,
        axisLabel: {
          ...axis.axisLabel,
          formatter: (value: number) => look.format(value),
          customValues: look.isLog ? logTicks(lines.flatMap(({ values }) => values)) : undefined,
        },
      },
      { type: 'value', show: false, min: 0, max: 1 },
    ],
    series,
  };
}

function lineOf(line: {
  id: string;
  key: string;
  x: readonly number[];
  values: readonly number[];
  color: string;
  width: number;
  isDrawable: (value: number) => boolean;
}): LineSeriesOption {
  const { x, values, isDrawable } = line;
  const isFew = values.length <= FEW_POINTS;
  const isGap = (index: number) => index < 0 || index >= values.length || !isDrawable(values[index]);
  const hasGaps = values.some((value) => !isDrawable(value));
  return {
    type: 'line',
    id: line.id,
    name: line.key,
    // A point between two gaps has no line: only a symbol shows it.
    showSymbol: isFew || hasGaps,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { width: line.width, color: line.color },
    itemStyle: { color: line.color },
    emphasis: { disabled: true },
    data: values.map((value, index) => {
      const point: [number, number | string] = [x[index], isDrawable(value) ? value : '-'];
      if (isFew || !hasGaps) return point;
      return { value: point, symbol: isGap(index - 1) && isGap(index + 1) ? 'circle' : 'none' };
    }),
  };
}

/** A log axis that fits the values: whole powers of ten would leave much of it empty. */
function logScale(values: readonly number[]) {
  const { least, most } = positiveReach(values);
  return { type: 'log' as const, min: least / 1.1, max: most * 1.1 };
}

/** Labels at 1, 2 and 5 of each power of ten, at the powers alone when there are many. */
function logTicks(values: readonly number[]): number[] {
  const { least, most } = positiveReach(values);
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const factors = last - first > 3 ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => tick >= least / 1.1 && tick <= most * 1.1);
}

function positiveReach(values: readonly number[]): { least: number; most: number } {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  return {
    least: positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    most: positive.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** +Infinity at the upper edge; NaN, -Infinity and what a log axis has no place for at the lower one. */
function markOf(x: number, value: number) {
  const isUp = value === Number.POSITIVE_INFINITY;
  const symbol = Number.isNaN(value) ? 'diamond' : 'triangle';
  return { value: [x, isUp ? 1 : 0], symbol, symbolRotate: isUp || Number.isNaN(value) ? 0 : 180 };
}

interface TooltipItem {
  seriesId?: string;
  seriesName?: string;
  dataIndex: number;
  marker?: unknown;
  value?: unknown;
}

function tooltipText(
  items: readonly TooltipItem[],
  lines: readonly {
    key: string;
    x: readonly number[];
    values: readonly number[];
    smooth: readonly number[];
  }[],
  look: CurveLook,
): string {
  const texts: string[] = [];
  let place: number | undefined;
  for (const item of items) {
    const line = lines.find(({ key }) => key === item.seriesName);
    if (!line || item.seriesId?.includes(`${line.key} smoothed`)) continue;
    place ??= line.x[item.dataIndex];
    const value = line.values[item.dataIndex];
    const exact = Number.isFinite(value) ? String(value) : look.format(value);
    const smooth =
      look.smoothing > 0 ? ` (${look.smoothedWord} ${look.format(line.smooth[item.dataIndex])})` : '';
    texts.push(`${typeof item.marker === 'string' ? item.marker : ''}${line.key}  ${exact}${smooth}`);
  }
  return place === undefined ? '' : [look.head(place), ...texts].join('\n');
}

import type { LineSeriesOption } from 'echarts/charts';
import type { ChartOption, Colors } from '../../charts/chart';
import { axisStyle, tooltipStyle } from '../../charts/chart-style';
import { runColor } from '../../format/run-color';
import { PALETTE } from '../../theme/palette';
import { roundTicks } from '../layers/scales';
import { curveTooltip, type TooltipItem } from './curve-tooltip';
import { smoothed } from './smoothing';

/** A curve as it is drawn: its places on the x axis and the values there. */
export interface DrawnCurve {
  /** Tells the curves of a chart apart. */
  id: string;
  name: string;
  x: readonly number[];
  values: readonly number[];
  color: string;
  /** Line and gap in turn, in pixels; drawn through without. */
  dash?: readonly number[];
  width: number;
  /** How visible it is while others stand out, from 0 to 1. */
  opacity: number;
}

/** How a chart of curves is drawn. */
export interface CurveLook {
  smoothing: number;
  isLog: boolean;
  xName: string;
  yName: string;
  xRange: { min: number; max: number } | undefined;
  formatX: (x: number) => string;
  /** Ticks of the x axis are no nearer to each other; steps are whole. */
  leastXStep: number;
  format: (value: number) => string;
  /** First line over the values at a place. */
  head: (x: number) => string;
  /** How far from a place points still count as being there. */
  reach: number;
  /** The value under the pointer. */
  pointerValue: () => number;
  smoothedWord: string;
}

/** So few points have symbols, in a chart of few curves. */
const FEW_POINTS = 40;
const FEW_CURVES = 4;
const FAINT = 0.28;
/** Of more curves than this only the smoothed lines are drawn. */
const MOST_WITH_RAW = 12;

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

/** True when there is a value that a log axis has a place for. */
export function fitsLog(curves: readonly { values: readonly number[] }[]): boolean {
  return curves.some(({ values }) => values.some((value) => value > 0 && Number.isFinite(value)));
}

/** How far curves reach along the x axis. */
export function spanOf(curves: readonly { x: readonly number[] }[]): number {
  const places = curves.flatMap(({ x }) => (x.length > 0 ? [x[0], x[x.length - 1]] : []));
  return places.length > 0 ? Math.max(...places) - Math.min(...places) : 0;
}

/** Lines, faint under their smoothed ones, and marks at the frame for what no line can show. */
export function curveOption(curves: readonly DrawnCurve[], look: CurveLook, colors: Colors): ChartOption {
  const axis = axisStyle(colors);
  const lines = curves.map((curve) => {
    const isDrawable = (value: number) => Number.isFinite(value) && (!look.isLog || value > 0);
    const smooth = smoothed(curve.values, look.smoothing);
    return { ...curve, smooth, isDrawable };
  });
  const isFew = curves.length <= MOST_WITH_RAW;
  // One or two points may have no line.
  const symbolsUpTo = curves.length <= FEW_CURVES ? FEW_POINTS : 2;
  const series: LineSeriesOption[] = lines.flatMap((line) => {
    const raw = lineOf(line, symbolsUpTo);
    if (look.smoothing <= 0) return [raw];
    const smooth = lineOf(
      { ...line, values: line.smooth, width: Math.max(line.width, isFew ? 2 : 0) },
      symbolsUpTo,
    );
    if (!isFew) return [smooth];
    const faint = FAINT * line.opacity;
    return [
      {
        ...raw,
        lineStyle: { width: 1, color: line.color, opacity: faint },
        itemStyle: { color: line.color, opacity: faint },
        z: 2,
      },
      { ...smooth, id: `${line.id} smoothed`, z: 3, tooltip: { show: false } },
    ];
  });
  for (const { id, x, values, color, opacity, isDrawable } of lines) {
    const marks = x.flatMap((place, index) =>
      isDrawable(values[index]) ? [] : [markOf(place, values[index])],
    );
    if (marks.length === 0) continue;
    series.push({
      type: 'line',
      id: `${id} marks`,
      name: `${id} marks`,
      yAxisIndex: 1,
      data: marks,
      showSymbol: true,
      symbolSize: 8,
      lineStyle: { opacity: 0 },
      itemStyle: { color, opacity },
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
      formatter: (given) => curveTooltip(given as TooltipItem[], lines, look),
    },
    xAxis: {
      ...axis,
      type: 'value',
      name: look.xName,
      nameGap: 24,
      minInterval: look.leastXStep,
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

function lineOf(
  line: DrawnCurve & { isDrawable: (value: number) => boolean },
  symbolsUpTo: number,
): LineSeriesOption {
  const { x, values, color, dash, opacity, isDrawable } = line;
  const isFew = values.length <= symbolsUpTo;
  const isGap = (index: number) => index < 0 || index >= values.length || !isDrawable(values[index]);
  const hasGaps = values.some((value) => !isDrawable(value));
  return {
    type: 'line',
    id: line.id,
    name: line.name,
    // A point between two gaps has no line: only a symbol shows it.
    showSymbol: isFew || hasGaps,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { width: line.width, color, opacity, type: dash?.length ? [...dash] : 'solid' },
    itemStyle: { color, opacity },
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

/** Over less than this ratio a log axis would have one label of 1, 2 and 5, or none. */
const LEAST_LOG_RATIO = 5;

/** Labels at 1, 2 and 5 of each power of ten, at the powers alone when there are many; evenly spread over a short reach. */
function logTicks(values: readonly number[]): number[] {
  const { least, most } = positiveReach(values);
  if (most / least < LEAST_LOG_RATIO) return roundTicks(least, most, 4);
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

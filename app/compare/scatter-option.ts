import { type AccuracyCount, accuracyInterval } from '@/lib/analysis/intervals';
import type { Better } from '@/lib/domain/metric-kind';
import type { ChartOption, Colors } from '../charts/chart';
import { axisStyle, tooltipStyle } from '../charts/chart-style';
import { intervalOfAccuracy } from '../format/quantities';
import type { ShownWindow } from '../runs/curves/curve-x';
import { columnKind, showTick, showValue } from './columns';
import { frontStep } from './front';

/** The two quantities and their names. */
export interface Axes {
  x: string;
  y: string;
  xName: string;
  yName: string;
}

/** The part of the plane that is shown. */
export interface Frame {
  x: ShownWindow;
  y: ShownWindow;
}

/** A run as it is drawn. */
export interface PlottedRun {
  x: number;
  y: number;
  color: string;
  symbol?: string;
  opacity: number;
  isInFront: boolean;
  /** Test images answered right, where one of the axes is the accuracy. */
  accuracy: AccuracyCount | undefined;
  /** What the tooltip says over the two quantities, and under them. */
  head: string[];
  foot?: string;
}

/** Runs that are drawn, and picked, as one series. */
export interface PlottedGroup {
  name: string;
  /** Of its mark in the legend. */
  color?: string;
  symbol?: string;
  runs: readonly PlottedRun[];
}

/** Around the part of the drawing that the axes enclose, in pixels, where there is no legend. */
export const PLOT_MARGINS = { left: 74, right: 28, top: 16, bottom: 48 } as const;

/** A dominated run while the front is known. */
export const DOMINATED_OPACITY = 0.35;
/** Values this many times apart are drawn on a logarithmic axis, where the quantity is a size. */
const LOG_FROM = 8;

/** The drawing of the scatter: intervals under the points, the front as a step line, the runs on top. */
export function scatterOption(given: {
  groups: readonly PlottedGroup[];
  front: readonly { x: number; y: number }[];
  axes: Axes;
  xBetter: Better | undefined;
  frame?: Frame;
  hasLegend: boolean;
  words: { interval: string; front: string };
  colors: Colors;
}): ChartOption {
  const { groups, front, axes, xBetter, frame, hasLegend, words, colors } = given;
  const all = groups.flatMap(({ runs }) => runs);
  const axisOf = (column: string, name: string, values: number[], shown: ShownWindow | undefined) => {
    const style = axisStyle(colors);
    const isLog = isLogarithmic(column, values);
    // A frame that was left must not stay in the axis that the option is merged into.
    const ends = isLog
      ? {
          min: (reach: { min: number }) => reach.min / 1.3,
          max: (reach: { max: number }) => reach.max * 1.3,
        }
      : { min: null, max: null };
    return {
      ...style,
      type: isLog ? ('log' as const) : ('value' as const),
      scale: true,
      name,
      ...(shown ? { min: shown.from, max: shown.to } : ends),
      axisLabel: { ...style.axisLabel, formatter: (value: number) => showTick(column, value) },
    };
  };
  const x = all.map((run) => run.x);
  const y = all.map((run) => run.y);
  return {
    grid: { ...PLOT_MARGINS, top: hasLegend ? 36 : PLOT_MARGINS.top },
    tooltip: { ...tooltipStyle(colors), trigger: 'item' },
    legend: {
      show: hasLegend,
      type: 'scroll',
      top: 0,
      left: 64,
      textStyle: { color: colors.text },
      itemWidth: 12,
      itemHeight: 12,
      data: groups.map(({ name }) => name),
    },
    xAxis: { ...axisOf(axes.x, axes.xName, x, frame?.x), nameGap: 28 },
    yAxis: { ...axisOf(axes.y, axes.yName, y, frame?.y), nameGap: 56 },
    series: [
      {
        type: 'line',
        id: 'intervals',
        name: words.interval,
        silent: true,
        symbol: 'none',
        lineStyle: { width: 1, color: colors.muted, opacity: 0.6 },
        data: all.flatMap((run) => intervalOf(run, axes)),
        tooltip: { show: false },
      },
      {
        type: 'line',
        id: 'front',
        name: words.front,
        silent: true,
        symbol: 'none',
        step: xBetter ? frontStep(xBetter) : undefined,
        lineStyle: { width: 1.5, color: colors.accent },
        data: front.map((point) => [point.x, point.y]),
        tooltip: { show: false },
      },
      ...groups.map(({ name, color, symbol, runs }) => ({
        type: 'scatter',
        id: name,
        name,
        symbol,
        symbolSize: 11,
        itemStyle: { color },
        data: runs.map((run) => ({
          value: [run.x, run.y],
          symbol: run.symbol,
          itemStyle: {
            color: run.color,
            opacity: run.opacity,
            borderColor: run.isInFront ? colors.text : 'transparent',
            borderWidth: run.isInFront ? 1 : 0,
          },
        })),
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) => tooltipOf(runs[dataIndex], axes, words),
        },
      })),
    ],
  } as ChartOption;
}

function isLogarithmic(column: string, values: readonly number[]): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return ['bytes', 'count'].includes(columnKind(column)) && low > 0 && high / low >= LOG_FROM;
}

/** Both ends of the 95 % interval of an accuracy, with a gap behind them. */
function intervalOf({ x, y, accuracy }: PlottedRun, axes: Axes): (string | number)[][] {
  if (accuracy === undefined) return [];
  const { low, high } = accuracyInterval(accuracy.correct, accuracy.samples);
  const ends =
    axes.y === 'accuracy'
      ? [
          [x, low],
          [x, high],
        ]
      : [
          [low, y],
          [high, y],
        ];
  return [...ends, ['-', '-']];
}

function tooltipOf(
  { x, y, accuracy, head, foot }: PlottedRun,
  axes: Axes,
  words: { interval: string },
): string {
  return [
    ...head,
    `${axes.yName}: ${showValue(axes.y, y)}`,
    `${axes.xName}: ${showValue(axes.x, x)}`,
    ...(accuracy ? [`${words.interval}: ${intervalOfAccuracy(accuracy)}`] : []),
    ...(foot ? [foot] : []),
  ].join('\n');
}

import type { ComparedRun } from '@/db/queries/compare-runs';
import { accuracyInterval } from '@/lib/analysis/intervals';
import type { Better } from '@/lib/domain/metric-kind';
import { axisStyle, type ChartOption, type Colors, tooltipStyle } from '../charts/chart';
import { intervalOfAccuracy } from '../format/quantities';
import { opacityOf } from './chart-context';
import { columnKind, showTick, showValue } from './columns';
import { frontStep, type ScatterPoint } from './front';

/** The two quantities and their names. */
export interface Axes {
  x: string;
  y: string;
  xName: string;
  yName: string;
}

/** A dominated run while the front is known. */
const DOMINATED_OPACITY = 0.35;
/** Values this many times apart are drawn on a logarithmic axis, where the quantity is a size. */
const LOG_FROM = 8;

/** The drawing of the scatter: intervals under the points, the front as a step line, the runs on top. */
export function scatterOption(given: {
  runs: readonly ComparedRun[];
  points: readonly ScatterPoint[];
  front: readonly ScatterPoint[];
  axes: Axes;
  xBetter: Better | undefined;
  runColors: readonly string[];
  marked: ReadonlySet<number>;
  words: { interval: string; front: string };
  colors: Colors;
}): ChartOption {
  const { runs, points, front, axes, xBetter, runColors, marked, words, colors } = given;
  const inFront = new Set(front.map(({ place }) => place));
  const opacity = ({ place }: ScatterPoint) =>
    marked.size > 0
      ? opacityOf(runs[place].id, marked)
      : front.length === 0 || inFront.has(place)
        ? 1
        : DOMINATED_OPACITY;
  const axisOf = (column: string, name: string, values: number[], gap: number) => {
    const style = axisStyle(colors);
    const isLog = isLogarithmic(column, values);
    return {
      ...style,
      type: isLog ? ('log' as const) : ('value' as const),
      scale: true,
      name,
      nameGap: gap,
      ...(isLog
        ? {
            min: (reach: { min: number }) => reach.min / 1.3,
            max: (reach: { max: number }) => reach.max * 1.3,
          }
        : {}),
      axisLabel: { ...style.axisLabel, formatter: (value: number) => showTick(column, value) },
    };
  };
  return {
    grid: { left: 74, right: 28, top: 16, bottom: 48 },
    tooltip: { ...tooltipStyle(colors), trigger: 'item' },
    xAxis: axisOf(
      axes.x,
      axes.xName,
      points.map(({ x }) => x),
      28,
    ),
    yAxis: axisOf(
      axes.y,
      axes.yName,
      points.map(({ y }) => y),
      56,
    ),
    series: [
      {
        type: 'line',
        id: 'intervals',
        name: words.interval,
        silent: true,
        symbol: 'none',
        lineStyle: { width: 1, color: colors.muted, opacity: 0.6 },
        data: intervals(given),
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
        data: front.map(({ x, y }) => [x, y]),
        tooltip: { show: false },
      },
      {
        type: 'scatter',
        id: 'runs',
        name: 'runs',
        symbolSize: 11,
        data: points.map((point) => ({
          value: [point.x, point.y],
          itemStyle: {
            color: runColors[point.place],
            opacity: opacity(point),
            borderColor: inFront.has(point.place) ? colors.text : 'transparent',
            borderWidth: inFront.has(point.place) ? 1 : 0,
          },
        })),
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) =>
            tooltipOf(runs, points[dataIndex], axes, words),
        },
      },
    ],
  } as ChartOption;
}

function isLogarithmic(column: string, values: readonly number[]): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return ['bytes', 'count'].includes(columnKind(column)) && low > 0 && high / low >= LOG_FROM;
}

/** Both ends of each 95 % interval of an accuracy, with a gap after each pair. */
function intervals({
  runs,
  points,
  axes,
}: {
  runs: readonly ComparedRun[];
  points: readonly ScatterPoint[];
  axes: Axes;
}): (string | number)[][] {
  const isUp = axes.y === 'accuracy';
  if (!isUp && axes.x !== 'accuracy') return [];
  return points.flatMap(({ place, x, y }) => {
    const { correct, samples } = runs[place];
    if (correct === null || !samples) return [];
    const { low, high } = accuracyInterval(correct, samples);
    return isUp
      ? [
          [x, low],
          [x, high],
          ['-', '-'],
        ]
      : [
          [low, y],
          [high, y],
          ['-', '-'],
        ];
  });
}

function tooltipOf(
  runs: readonly ComparedRun[],
  { place, x, y }: ScatterPoint,
  { x: xColumn, y: yColumn, xName, yName }: Axes,
  words: { interval: string },
): string {
  const { id, name, correct, samples, createdBy } = runs[place];
  const hasInterval = (xColumn === 'accuracy' || yColumn === 'accuracy') && correct !== null && samples;
  return [
    `#${id} ${name}`,
    createdBy,
    `${yName}: ${showValue(yColumn, y)}`,
    `${xName}: ${showValue(xColumn, x)}`,
    ...(hasInterval ? [`${words.interval}: ${intervalOfAccuracy({ correct, samples })}`] : []),
  ].join('\n');
}

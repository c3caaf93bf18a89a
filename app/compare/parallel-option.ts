import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ComparedValue } from '@/db/queries/compare-values';

import type { Colors, ParallelChartOption } from '../charts/chart';
import { tooltipStyle } from '../charts/chart-style';
import { LINE_DASHES } from '../format/run-color';
import type { Coloring } from './colors';
import { showTick, showValue } from './columns';
import type { BrushedSpan } from './settings';

/** Marked spans let the lines under them be seen. */
export const SPAN_STYLE = { lineWidth: 1, opacity: 0.25 } as const;

/** An axis of the parallel coordinates: where each run crosses it. */
export interface ParallelAxis {
  column: string;
  /** By run: the number, or the place of the category; null where the run has no value. */
  positions: (number | null)[];
  /** Names of the places, for values that are no numbers. */
  categories: string[] | null;
}

/** An axis of a column; undefined while nobody has a value. */
export function parallelAxis(
  column: string,
  values: readonly ComparedValue[] | undefined,
): ParallelAxis | undefined {
  const known = values?.filter((value) => value !== null && value !== '') ?? [];
  if (!values || known.length === 0) return undefined;
  if (known.every((value) => typeof value === 'number' && Number.isFinite(value)))
    return {
      column,
      positions: values.map((value) => (typeof value === 'number' ? value : null)),
      categories: null,
    };
  const categories = [...new Set(known.map((value) => showValue(column, value)))].sort();
  return {
    column,
    positions: values.map((value) =>
      value === null || value === '' ? null : categories.indexOf(showValue(column, value)),
    ),
    categories,
  };
}

/** Runs that cross every axis inside of its marked spans; none while nothing is marked. */
export function runsInside(
  runs: readonly ComparedRun[],
  axes: readonly ParallelAxis[],
  brush: readonly BrushedSpan[],
): number[] {
  const brushed = axes.flatMap(({ column, positions }) => {
    const spans = brush.filter((one) => one.column === column).map(({ span }) => span);
    return spans.length > 0 ? [{ positions, spans }] : [];
  });
  if (brushed.length === 0) return [];
  const isInside = (place: number) =>
    brushed.every(({ positions, spans }) => {
      const at = positions[place];
      return at !== null && spans.some(({ from, to }) => from <= at && at <= to);
    });
  return runs.filter((_, place) => isInside(place)).map(({ id }) => id);
}

/** The facts and params that tell the runs apart best, as axes that nobody has chosen yet. */
export function defaultAxes(
  facts: readonly { column: string; values: readonly ComparedValue[] }[],
  params: readonly { column: string; values: readonly ComparedValue[] }[],
): string[] {
  const spread = ({ values }: { values: readonly ComparedValue[] }) =>
    new Set(values.filter((value) => typeof value === 'number')).size;
  const numeric = params
    .filter((row) => spread(row) > 1 && !/(seed|\.run|\.model)$/i.test(row.column))
    .slice(0, 2);
  const results = ['bits', 'sparsity', 'stored_bytes', 'macs', 'latency_ms', 'accuracy'];
  return [
    ...numeric.map(({ column }) => column),
    ...results.filter((column) => facts.some((fact) => fact.column === column && spread(fact) > 1)),
  ];
}

/** The drawing of the parallel coordinates. */
export function parallelOption(given: {
  runs: readonly ComparedRun[];
  axes: readonly ParallelAxis[];
  names: readonly string[];
  coloring: Pick<Coloring, 'colors' | 'marks'>;
  colors: Colors;
}): ParallelChartOption {
  const { runs, axes, names, coloring, colors } = given;
  return {
    tooltip: {
      ...tooltipStyle(colors),
      trigger: 'item',
      formatter: (item: unknown) => {
        const { dataIndex } = item as { dataIndex?: number };
        const run = dataIndex === undefined ? undefined : runs[dataIndex];
        if (!run) return '';
        const lines = axes.map(({ column, positions, categories }, index) => {
          const at = positions[dataIndex as number];
          const text = at !== null && categories ? categories[at] : showValue(column, at);
          return `${names[index]}: ${text}`;
        });
        return [`#${run.id} ${run.name}`, ...lines].join('\n');
      },
    },
    parallel: { left: 60, right: 70, top: 44, bottom: 24, axisExpandable: false },
    parallelAxis: axes.map(({ column, categories }, dim) => ({
      id: column,
      dim,
      name: shortened(names[dim]),
      type: categories ? ('category' as const) : ('value' as const),
      ...(categories ? { data: categories.map((name) => shortened(name)) } : { scale: true }),
      nameTextStyle: { color: colors.text, fontSize: 12 },
      axisLine: { lineStyle: { color: colors.strongLine } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: colors.text,
        fontSize: 11,
        textBorderColor: colors.background,
        textBorderWidth: 3,
        ...(categories ? {} : { formatter: (value: number) => showTick(column, value) }),
      },
      // Over the lines, which would cross the labels out.
      z: 10,
      areaSelectStyle: {
        width: 18,
        borderColor: colors.accent,
        borderWidth: SPAN_STYLE.lineWidth,
        color: colors.accent,
        opacity: SPAN_STYLE.opacity,
      },
    })),
    series: [
      {
        type: 'parallel',
        id: 'runs',
        inactiveOpacity: 0.06,
        activeOpacity: 1,
        smooth: false,
        lineStyle: { width: runs.length > 50 ? 1.2 : 2, opacity: 0.85 },
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
        data: runs.map((_, place) => ({
          value: axes.map(({ positions }) => positions[place] ?? '-'),
          lineStyle: { color: coloring.colors[place], type: dashOf(coloring.marks[place]) },
        })),
      },
    ],
  } as ParallelChartOption;
}

function dashOf(mark: number): number[] | 'solid' {
  return mark === 0 ? 'solid' : [...LINE_DASHES[mark]];
}

/** Longer names would run into those of the next axis. */
const LONGEST_NAME = 18;

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `…${name.slice(1 - LONGEST_NAME)}`;
}

import type { ChartOption, Colors } from '@/app/charts/chart';
import { axisStyle, tooltipStyle } from '@/app/charts/chart-style';
import { runColor } from '@/app/format/run-color';
import { PALETTE, type Technique } from '@/app/theme/palette';
import type { ResultColumn } from '@/db/console/query-result';
import { type ChartSpec, findChartColumn } from '@/lib/domain/chart-spec';
import type { ChartData } from './chart-data';

/** Points beyond which lines have no marks. */
const MOST_MARKS = 200;

const ROW_HEIGHT = 22;
/** Height of a heat map's axis, scale and space. */
const HEATMAP_FRAME = 130;

/** What the axes, and the colours of a heat map, are called. */
export interface AxisNames {
  x: string;
  y: string;
  value: string;
}

/** The names of a chart's axes; `rowCount` is that of a histogram's upward one. */
export function axisNames(columns: ResultColumn[], spec: ChartSpec, rowCount: string): AxisNames {
  const name = (ref: ChartSpec['x'] | undefined) => {
    const index = ref === undefined ? undefined : findChartColumn(columns, ref);
    return index === undefined ? '' : columns[index].name;
  };
  const y = spec.kind === 'histogram' ? rowCount : spec.y.length === 1 ? name(spec.y[0]) : '';
  return { x: name(spec.x), y, value: name(spec.value) };
}

/** Height of a chart in CSS pixels: that which is wanted, more for a heat map of many rows. */
export function chartHeight(data: ChartData, spec: ChartSpec, wanted: number): number {
  const tall = spec.kind === 'heatmap' ? HEATMAP_FRAME + data.rowNames.length * ROW_HEIGHT : 0;
  return Math.max(tall, wanted);
}

/** The drawing of a chart's data in the colours of a scheme. */
export function chartOption(data: ChartData, spec: ChartSpec, names: AxisNames, colors: Colors): ChartOption {
  if (spec.kind === 'heatmap') return heatmapOption(data, names, colors);
  const style = axisStyle(colors);
  const isShown = data.series.length > 1;
  const marked = data.series.reduce((sum, { points }) => sum + points.length, 0) <= MOST_MARKS;
  return {
    grid: { left: 64, right: 24, top: isShown ? 40 : 16, bottom: 48 },
    useUTC: true,
    legend: {
      show: isShown,
      type: 'scroll',
      top: 4,
      textStyle: { color: colors.text },
      pageTextStyle: { color: colors.text },
    },
    tooltip: {
      ...tooltipStyle(colors),
      trigger: spec.kind === 'scatter' ? 'item' : 'axis',
      ...(spec.kind === 'scatter' && { formatter: (item) => pointText(item, names) }),
    },
    xAxis: xAxis(data, spec, names.x, colors),
    yAxis: {
      ...style,
      type: spec.isLogY && spec.kind !== 'histogram' ? 'log' : 'value',
      name: names.y,
      nameGap: 48,
      scale: spec.kind !== 'bar' && spec.kind !== 'histogram',
    },
    series: data.series.map(({ name, points }, index) => {
      const color = seriesColor(name, index, colors);
      const shared = { name, data: points, itemStyle: { color } };
      if (spec.kind === 'scatter') return { ...shared, type: 'scatter', symbolSize: 7 };
      if (spec.kind === 'line')
        return { ...shared, type: 'line', showSymbol: marked, symbolSize: 5, lineStyle: { width: 2, color } };
      return {
        ...shared,
        type: 'bar',
        barMaxWidth: 40,
        ...(spec.kind === 'histogram' && { barCategoryGap: '4%' }),
      };
    }),
  };
}

function xAxis(data: ChartData, spec: ChartSpec, name: string, colors: Colors) {
  const shared = { ...axisStyle(colors), name, nameGap: 30 };
  if (data.xType === 'category') return { ...shared, type: 'category' as const, data: data.categories };
  if (data.xType === 'time') return { ...shared, name: `${name} (UTC)`, type: 'time' as const };
  return { ...shared, type: spec.isLogX ? ('log' as const) : ('value' as const), scale: true };
}

/** Plain text: what people named is never read as markup. */
function pointText(item: unknown, names: AxisNames): string {
  const { seriesName, value } = item as { seriesName?: string; value: [number, number] };
  return `${seriesName ?? ''}\n${names.x}: ${value[0]}\n${names.y || seriesName}: ${value[1]}`;
}

/** A technique has its own colour everywhere; all else takes colours in turn. */
function seriesColor(name: string, index: number, colors: Colors): string {
  if (Object.hasOwn(colors.technique, name)) return colors.technique[name as Technique];
  return runColor(index, colors === PALETTE.dark ? 'dark' : 'light');
}

function heatmapOption(data: ChartData, names: AxisNames, colors: Colors): ChartOption {
  const style = axisStyle(colors);
  const values = data.cells.map(([, , value]) => value);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const longest = data.rowNames.reduce((length, name) => Math.max(length, name.length), 0);
  return {
    grid: { left: Math.min(220, 40 + longest * 7), right: 24, top: 16, bottom: 96 },
    tooltip: {
      ...tooltipStyle(colors),
      trigger: 'item',
      formatter: (item) => {
        const [x, y, value] = (item as unknown as { value: [number, number, number] }).value;
        return `${data.rowNames[y]}\n${names.x}: ${data.categories[x]}\n${value}`;
      },
    },
    xAxis: { ...style, type: 'category', data: data.categories, name: names.x, nameGap: 28 },
    yAxis: { ...style, type: 'category', data: data.rowNames, inverse: true },
    visualMap: {
      type: 'continuous',
      min: values.length > 0 ? least : 0,
      max: values.length > 0 ? most : 1,
      calculable: true,
      orient: 'horizontal',
      left: 'center',
      bottom: 4,
      inRange: { color: [...colors.loss] },
      textStyle: { color: colors.muted },
      formatter: (value) => String(Number(Number(value).toPrecision(3))),
    },
    series: [
      { type: 'heatmap', data: data.cells, itemStyle: { borderColor: colors.background, borderWidth: 1 } },
    ],
  };
}

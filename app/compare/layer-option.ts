import type { ComparedLayer, LayerCell, LayerComparison, LayerQuantity } from '@/db/queries/compare-layers';
import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ChartOption, Colors } from '../charts/chart';
import { axisStyle, tooltipStyle } from '../charts/chart-style';
import { percent, points, significant } from '../format/quantities';

/** Names of so many runs stand level under their columns; those of more are slanted. */
export const MOST_LEVEL_NAMES = 4;
/** Cells are written out while there are at most so many runs. */
const MOST_WRITTEN = 12;
/** Share of the scale from which a cell is dark (or bright) enough to need the background's colour as text. */
const INVERTED_FROM = 0.62;

/** The value of a cell with its unit; `digits` fewer inside the map. */
export function showLayerValue(quantity: LayerQuantity, value: number, isExact = true): string {
  if (quantity === 'sparsity') return percent(value, isExact ? 2 : 0);
  if (quantity === 'drop') return points(value, isExact ? 2 : 1);
  return significant(value, isExact ? 4 : 2);
}

/** A name as short as its place: of names that differ at their ends, the middle says least. */
export function shortRunName(name: string): string {
  return name.length <= 22 ? name : `${name.slice(0, 8)}…${name.slice(-13)}`;
}

/** Name of a layer; with its network where the runs have several. */
export function layerName({ name, architecture }: ComparedLayer, isMixed: boolean): string {
  return isMixed ? `${architecture} / ${name}` : name;
}

/** True when the layers are of more than one network. */
export function hasSeveralNetworks({ layers }: LayerComparison): boolean {
  return new Set(layers.map(({ architecture }) => architecture)).size > 1;
}

/** The heat map: coloured where there is a value, crossed where the run has no such layer. */
export function layerOption(given: {
  comparison: LayerComparison;
  runs: readonly ComparedRun[];
  marked: ReadonlySet<number>;
  colors: Colors;
  missing: string;
  /** Points of percent with their unit. */
  inPoints: (points: string) => string;
}): ChartOption {
  const { comparison, runs, marked, colors, missing, inPoints } = given;
  const { quantity, layers } = comparison;
  const isMixed = hasSeveralNetworks(comparison);
  const cells = layers.flatMap(({ cells: row }, y) => row.map((cell, x) => ({ x, y, cell })));
  const known = cells.filter((one): one is { x: number; y: number; cell: LayerCell } => one.cell !== null);
  const top = quantity === 'sparsity' ? 1 : Math.max(1e-9, ...known.map(({ cell }) => cell.value));
  const isWritten = runs.length <= MOST_WRITTEN;
  const isFlat = runs.length <= MOST_LEVEL_NAMES;
  const style = axisStyle(colors);
  const tooltip = ({ value }: { value: [number, number, number] }) => {
    const [x, y] = value;
    const layer = layers[y];
    const cell = layer.cells[x];
    const run = `#${runs[x].id} ${runs[x].name}`;
    const name = layerName(layer, isMixed);
    if (!cell) return [run, name, missing].join('\n');
    const own = cell.name === layer.name ? [] : [cell.name];
    return [run, name, ...own, showLayerValue(quantity, cell.value), cell.detail].join('\n');
  };
  const border = { borderColor: colors.background, borderWidth: runs.length > 60 ? 0.5 : 1.5 };
  return {
    grid: { left: 8, right: 8, top: 8, bottom: isFlat ? 56 : 64, containLabel: true },
    tooltip: { ...tooltipStyle(colors), trigger: 'item' },
    xAxis: {
      ...style,
      type: 'category',
      data: runs.map(({ id, name }) => (isWritten ? `#${id} ${shortRunName(name)}` : `#${id}`)),
      axisLabel: { ...style.axisLabel, rotate: isFlat ? 0 : 40, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      ...style,
      type: 'category',
      inverse: true,
      data: layers.map((layer) => layerName(layer, isMixed)),
      axisLabel: { ...style.axisLabel, color: colors.text, fontFamily: 'monospace', interval: 0 },
      splitLine: { show: false },
    },
    visualMap: [
      {
        type: 'continuous',
        seriesIndex: 0,
        min: 0,
        max: top,
        calculable: false,
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 140,
        itemWidth: 10,
        // The first colour is the page's own: a zero would look like nothing.
        inRange: { color: colors.loss.slice(1) },
        textStyle: { color: colors.muted },
        text: [top, 0].map((end) => {
          const text = showLayerValue(quantity, end, quantity !== 'sparsity');
          return quantity === 'drop' ? inPoints(text) : text;
        }),
      },
      {
        type: 'continuous',
        seriesIndex: 1,
        show: false,
        min: 0,
        max: 1,
        inRange: { color: [colors.background, colors.background] },
      },
    ],
    series: [
      {
        type: 'heatmap',
        id: 'values',
        name: 'values',
        data: known.map(({ x, y, cell }) => ({
          value: [x, y, cell.value],
          itemStyle: {
            ...border,
            opacity: marked.size === 0 || marked.has(runs[x].id) ? 1 : 0.25,
          },
          label: { color: cell.value / top > INVERTED_FROM ? colors.background : colors.text },
        })),
        label: {
          show: isWritten,
          fontSize: 11,
          formatter: ({ value }: { value: [number, number, number] }) =>
            showLayerValue(quantity, value[2], quantity !== 'sparsity'),
        },
        tooltip: { formatter: tooltip },
        emphasis: { itemStyle: { borderColor: colors.text, borderWidth: 1.5 } },
      },
      {
        type: 'heatmap',
        id: 'missing',
        name: 'missing',
        data: cells.filter(({ cell }) => cell === null).map(({ x, y }) => ({ value: [x, y, 0] })),
        label: { show: runs.length <= 80, formatter: '×', color: colors.muted, fontSize: 11 },
        tooltip: { formatter: tooltip },
      },
    ],
  } as ChartOption;
}

import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, CanvasRenderer]);

/** Loads the parts that a kind of chart is drawn with; a page pays for the kinds it shows only. */
const KINDS = {
  line: () => import('./kinds/line'),
  scatter: () => import('./kinds/scatter'),
  bar: () => import('./kinds/bar'),
  heatmap: () => import('./kinds/heatmap'),
  parallel: () => import('./kinds/parallel'),
  custom: () => import('./kinds/custom'),
} as const;

export type ChartKind = keyof typeof KINDS;

/** An empty chart in the element, with the parts of the kind registered. */
export async function makeChart(kind: ChartKind, element: HTMLElement): Promise<EChartsType> {
  await KINDS[kind]();
  return init(element);
}

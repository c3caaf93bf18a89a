import type { EChartsType } from 'echarts/core';

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

async function loadChart(kind: ChartKind) {
  // Side by side: one after the other costs a round trip more.
  const [{ init }] = await Promise.all([import('./echarts'), KINDS[kind]()]);
  return init;
}

/** An empty chart in the element, with the parts of the kind registered. */
export async function makeChart(kind: ChartKind, element: HTMLElement): Promise<EChartsType> {
  const init = await loadChart(kind);
  return init(element);
}

/**
 * Has the code of a chart fetched before the chart itself, and often its data, is there: at once when the page was
 * opened at the chart's section, else as soon as the browser has nothing to do. Call it in the section's module, so
 * that it does not wait for the page to be taken over.
 */
export function preloadChart(kind: ChartKind, sectionId: string): void {
  if (typeof window === 'undefined') return;
  // A failed load is tried again, and told, when the chart is made.
  const load = () => void loadChart(kind).catch(() => {});
  if (window.location.hash === `#${sectionId}`) load();
  else if ('requestIdleCallback' in window) window.requestIdleCallback(load);
}

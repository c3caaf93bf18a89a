'use client';

import { useComputedColorScheme } from '@mantine/core';
import type {
  BarSeriesOption,
  CustomSeriesOption,
  HeatmapSeriesOption,
  LineSeriesOption,
  ParallelSeriesOption,
  ScatterSeriesOption,
} from 'echarts/charts';
import type {
  DataZoomComponentOption,
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  ParallelComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { PALETTE } from '../theme/palette';
import { type ChartKind, makeChart } from './load-chart';

/** What a chart can be made of; which parts are loaded is told by its kind. */
export type ChartOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | BarSeriesOption
  | HeatmapSeriesOption
  | CustomSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | VisualMapComponentOption
  | DataZoomComponentOption
>;

/** What a chart of the kind `parallel` is made of. */
export type ParallelChartOption = ComposeOption<
  ParallelSeriesOption | ParallelComponentOption | TooltipComponentOption | VisualMapComponentOption
>;

/** Parts that a new option replaces whole; all others are merged, so that zoom and hidden series stay. */
const REPLACED: Record<ChartKind, string[]> = {
  line: ['series'],
  scatter: ['series'],
  bar: ['series'],
  heatmap: ['series', 'visualMap'],
  parallel: ['series', 'visualMap', 'parallelAxis'],
  custom: ['series'],
};

export type Colors = (typeof PALETTE)['light'];

/**
 * A chart on a canvas. A new option is merged into the drawn one, so that zoom and hidden series stay. Keep `option`
 * the same function (`useCallback`) while nothing of it changes: each new one is drawn.
 */
export function Chart(props: {
  /** Which parts of the library are loaded. */
  kind: ChartKind;
  option: (colors: Colors) => ChartOption | ParallelChartOption;
  height: number;
  /** What the chart shows, for those who cannot see it. */
  label: string;
  onPick?: (seriesName: string, dataIndex: number) => void;
  /** The chart once it exists, for events and pixel positions; what it returns is called when the chart goes. */
  onReady?: (chart: EChartsType) => (() => void) | undefined;
}) {
  const { kind, option, height, label, onPick, onReady } = props;
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const handlers = useRef({ onPick, onReady });
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    handlers.current = { onPick, onReady };
  });

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let made: EChartsType | undefined;
    let leave: (() => void) | undefined;
    let isGone = false;
    const observer = new ResizeObserver(() => made?.resize());
    makeChart(kind, target).then((chart) => {
      if (isGone) {
        chart.dispose();
        return;
      }
      made = chart;
      made.on('click', ({ seriesName, dataIndex }) => handlers.current.onPick?.(seriesName ?? '', dataIndex));
      leave = handlers.current.onReady?.(made);
      observer.observe(target);
      setChart(made);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      leave?.();
      made?.dispose();
      setChart(undefined);
    };
  }, [kind]);

  useEffect(() => {
    const font = getComputedStyle(document.body).fontFamily;
    chart?.setOption(
      {
        animation: false,
        backgroundColor: 'transparent',
        textStyle: { fontFamily: font },
        ...option(PALETTE[scheme]),
      },
      { replaceMerge: REPLACED[kind] },
    );
  }, [chart, option, scheme, kind]);

  return <div ref={element} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}

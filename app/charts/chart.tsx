'use client';

import { useComputedColorScheme } from '@mantine/core';
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type {
  DataZoomComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components';
import type { ComposeOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { PALETTE } from '../theme/palette';

/** What a chart can be made of. */
export type ChartOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | LegendComponentOption
  | DataZoomComponentOption
>;

type Colors = (typeof PALETTE)['light'];

/** Axis settings that all charts share: thin lines, muted labels, a title at the middle. */
export function axisStyle(colors: Colors) {
  return {
    nameLocation: 'middle' as const,
    nameTextStyle: { color: colors.muted, fontSize: 12 },
    axisLabel: { color: colors.muted, fontSize: 11, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: colors.strongLine } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

/** Tooltip settings that all charts share. Plain text only: names that people typed are never read as HTML. */
export function tooltipStyle(colors: Colors) {
  return {
    renderMode: 'richText' as const,
    backgroundColor: colors.raised,
    borderColor: colors.strongLine,
    textStyle: { color: colors.text, fontSize: 12 },
    confine: true,
  };
}

/** A chart on a canvas. A new option is merged into the drawn one, so that zoom and hidden series stay. */
export function Chart(props: {
  option: (colors: Colors) => ChartOption;
  height: number;
  /** What the chart shows, for those who cannot see it. */
  label: string;
  onPick?: (seriesName: string, dataIndex: number) => void;
}) {
  const { option, height, label, onPick } = props;
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const pick = useRef(onPick);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let made: EChartsType | undefined;
    let isGone = false;
    const observer = new ResizeObserver(() => made?.resize());
    import('./echarts').then(({ init }) => {
      if (isGone) return;
      made = init(target);
      made.on('click', ({ seriesName, dataIndex }) => pick.current?.(seriesName ?? '', dataIndex));
      observer.observe(target);
      setChart(made);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      made?.dispose();
      setChart(undefined);
    };
  }, []);

  useEffect(() => {
    const font = getComputedStyle(document.body).fontFamily;
    chart?.setOption(
      {
        animation: false,
        backgroundColor: 'transparent',
        textStyle: { fontFamily: font },
        ...option(PALETTE[scheme]),
      },
      { replaceMerge: ['series'] },
    );
  }, [chart, option, scheme]);

  return <div ref={element} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}

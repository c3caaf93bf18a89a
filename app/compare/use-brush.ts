'use client';

import type { EChartsType } from 'echarts/core';
import { useCallback, useEffect, useRef } from 'react';
import { type ParallelAxis, SPAN_STYLE } from './parallel-option';
import type { BrushedSpan } from './settings';

/** What the library calls the rectangle of a span. */
const SPAN = 'main';

/**
 * Keeps the marked spans of the axes and the settings alike: what is dragged is told, and what the settings say is
 * drawn. Give the result to the chart as `onReady`.
 */
export function useBrush(
  axes: readonly ParallelAxis[],
  brush: readonly BrushedSpan[],
  accent: string,
  onBrush: (brush: BrushedSpan[]) => void,
): (chart: EChartsType) => () => void {
  const latest = useRef({ axes, brush, accent, onBrush });
  const chart = useRef<EChartsType | undefined>(undefined);
  /** The spans that the chart has. */
  const drawn = useRef('');
  useEffect(() => {
    latest.current = { axes, brush, accent, onBrush };
  });

  const draw = useCallback(() => {
    const now = latest.current;
    const wanted = JSON.stringify(now.brush);
    if (!chart.current || drawn.current === wanted) return;
    drawn.current = wanted;
    for (const { column } of now.axes) {
      const intervals = now.brush.flatMap(({ column: of, span }) =>
        of === column ? [[span.from, span.to]] : [],
      );
      chart.current.dispatchAction(
        { type: 'axisAreaSelect', parallelAxisId: column, intervals },
        { silent: true },
      );
    }
    // An axis draws its spans with the next option: it takes the action for one of its own.
    chart.current.setOption({});
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again when the spans change
  useEffect(draw, [draw, brush]);

  return useCallback(
    (made: EChartsType) => {
      const onRendered = () => {
        // The first frames may come before the axes.
        if (made.getOption() === undefined) return;
        // Only once: while a span is dragged, the settings lag behind it.
        if (chart.current !== made) {
          chart.current = made;
          // Within the frame actions wait for its end, and then are told as if somebody had dragged.
          setTimeout(draw);
        }
        colorSpans(made, latest.current.accent);
      };
      const onSelected = (event: unknown) => {
        const { parallelAxisId: column, intervals = [] } = event as {
          parallelAxisId?: string;
          intervals?: [number, number][];
        };
        if (column === undefined) return;
        const spans = intervals.map(([from, to]) => ({ column, span: { from: short(from), to: short(to) } }));
        const next = [...latest.current.brush.filter((one) => one.column !== column), ...spans];
        drawn.current = JSON.stringify(next);
        latest.current.onBrush(next);
      };
      drawn.current = '[]';
      made.on('rendered', onRendered);
      made.on('axisareaselected', onSelected);
      return () => {
        chart.current = undefined;
      };
    },
    [draw],
  );
}

/** Spans that were not dragged just now are drawn in a grey of the library's own, over what lies under them. */
function colorSpans(chart: EChartsType, accent: string): void {
  for (const element of chart.getZr().storage.getDisplayList()) {
    if (element.name === SPAN && element.style?.fill !== accent)
      element.attr({ style: { fill: accent, stroke: accent, ...SPAN_STYLE } });
  }
}

/** No more digits than a pixel has. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

'use client';

import type { EChartsType } from 'echarts/core';
import { useCallback, useRef } from 'react';
import { Chart, type ChartOption, type Colors } from '../charts/chart';
import classes from '../runs/curves/curves.module.css';
import { useDrag } from '../runs/curves/use-drag';
import type { Frame } from './scatter-option';

/** Flatter than this a drag shows all of the height. */
const LEAST_HEIGHT_PX = 6;

/** The scatter with its frame: a drag over a part of it shows that part, a double click shows all again. */
export function ScatterPlot(props: {
  option: (colors: Colors) => ChartOption;
  height: number;
  label: string;
  onPick: (seriesName: string, dataIndex: number) => void;
  onFrame: (frame: Frame | undefined) => void;
}) {
  const { option, height, label, onPick, onFrame } = props;
  const plot = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const stretch = useDrag(plot, {
    onStretch({ left, top, width, height: tall }) {
      const at = (x: number, y: number) =>
        chart.current?.convertFromPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [x, y]);
      const isFlat = tall < LEAST_HEIGHT_PX;
      const lower = at(left, isFlat ? height : top + tall);
      const upper = at(left + width, isFlat ? 0 : top);
      if (!Array.isArray(lower) || !Array.isArray(upper)) return;
      const [x, y] = [0, 1].map((axis) => ({ from: short(lower[axis]), to: short(upper[axis]) }));
      if (x.from < x.to && y.from < y.to) onFrame({ x, y });
    },
    onDoubleClick: () => onFrame(undefined),
  });
  const onReady = useCallback((made: EChartsType) => {
    chart.current = made;
    return () => {
      chart.current = undefined;
    };
  }, []);
  return (
    <div ref={plot} className={classes.plot} style={{ height }}>
      <Chart kind="scatter" option={option} height={height} label={label} onPick={onPick} onReady={onReady} />
      {stretch && (
        <div
          className={classes.stretch}
          style={{ ...stretch, bottom: 'auto', ...(stretch.height < LEAST_HEIGHT_PX && { top: 0, height }) }}
          aria-hidden
        />
      )}
    </div>
  );
}

/** No more digits than a pixel has. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

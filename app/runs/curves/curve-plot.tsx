'use client';

import type { EChartsType } from 'echarts/core';
import { useTranslations } from 'next-intl';
import { useCallback, useRef } from 'react';
import { Chart, type ChartOption, type Colors } from '../../charts/chart';
import { metricText } from '../../format/metric-text';
import { duration, significant, whole } from '../../format/quantities';
import { axisPlace, shortStep } from './curve-format';
import { curveOption, type DrawnCurve, spanOf } from './curve-option';
import type { timeUnit, XMode } from './curve-x';
import classes from './curves.module.css';
import { useDrag } from './use-drag';

/** Curves on their axes; a stretch that is dragged over, and a double click, are told. */
export function CurvePlot(props: {
  /** Keep the same array while nothing of it changes: each new one is drawn. */
  curves: readonly DrawnCurve[];
  mode: XMode;
  /** Of the x axis while it shows time. */
  unit: ReturnType<typeof timeUnit>;
  xFrom: number | undefined;
  xTo: number | undefined;
  /** The metric whose unit the values have. */
  metric: string;
  yName: string;
  smoothing: number;
  isLog: boolean;
  /** How far from a place points of other curves still count as being there. */
  reach?: number;
  height: number;
  onStretch: (low: number, high: number) => void;
  onDoubleClick: () => void;
}) {
  const { curves, mode, unit, xFrom, xTo, metric, yName, smoothing, isLog, reach = 0, height } = props;
  const t = useTranslations('curves');
  const plot = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const pointerPx = useRef(0);
  const xName = t(`xAxis.${mode}`, { unit: unit.name });
  const option = useCallback(
    (colors: Colors): ChartOption => {
      const span = xFrom === undefined || xTo === undefined ? spanOf(curves) : xTo - xFrom;
      return curveOption(
        curves,
        {
          smoothing,
          isLog,
          xName,
          yName,
          xRange: xFrom === undefined || xTo === undefined ? undefined : { min: xFrom, max: xTo },
          formatX: (x) => (mode === 'step' ? shortStep(x) : axisPlace(x, span)),
          leastXStep: mode === 'step' ? 1 : 0,
          format: (value) => metricText(metric, value),
          head: (x) => {
            if (mode === 'step') return `${t('x.step')} ${whole(x)}`;
            if (mode === 'epoch') return `${t('x.epoch')} ${significant(x)}`;
            return `${t('x.time')} ${duration(x * unit.ms)}`;
          },
          reach,
          pointerValue: () => Number(chart.current?.convertFromPixel({ yAxisIndex: 0 }, pointerPx.current)),
          smoothedWord: t('smoothed'),
        },
        colors,
      );
    },
    [curves, mode, unit, xFrom, xTo, metric, xName, yName, smoothing, isLog, reach, t],
  );
  const stretch = useDrag(plot, {
    onStretch({ left, width }) {
      const at = (px: number) => Number(chart.current?.convertFromPixel({ xAxisIndex: 0 }, px));
      props.onStretch(at(left), at(left + width));
    },
    onDoubleClick: props.onDoubleClick,
  });
  const onReady = useCallback((made: EChartsType) => {
    chart.current = made;
    return () => {
      chart.current = undefined;
    };
  }, []);
  return (
    <div
      ref={plot}
      className={classes.plot}
      style={{ height }}
      onPointerMove={({ clientY, currentTarget }) => {
        pointerPx.current = clientY - currentTarget.getBoundingClientRect().top;
      }}
    >
      <Chart
        kind="line"
        option={option}
        height={height}
        label={t('chartLabel', { name: yName, axis: xName })}
        onReady={onReady}
      />
      {stretch && (
        <div className={classes.stretch} style={{ left: stretch.left, width: stretch.width }} aria-hidden />
      )}
    </div>
  );
}

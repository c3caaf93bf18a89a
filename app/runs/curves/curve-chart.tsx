'use client';

import { Button, useComputedColorScheme } from '@mantine/core';
import type { EChartsType } from 'echarts/core';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Chart, type ChartOption, type Colors } from '../../charts/chart';
import { metricText } from '../../format/metric-text';
import { duration, significant, whole } from '../../format/quantities';
import { SqlLink } from '../../format/sql-link';
import { PALETTE } from '../../theme/palette';
import { shortName, shortStep } from './curve-format';
import type { Panel } from './curve-groups';
import { CurveLegend } from './curve-legend';
import { Marks, PointCount } from './curve-notes';
import { curveColors, curveOption, type DrawnCurve } from './curve-option';
import type { CurveSettings } from './curve-settings';
import type { CurveStore, SentCurve } from './curve-store';
import { CurveTable } from './curve-table';
import { type EpochEnds, epochAt, type ShownWindow, stepAtEpoch, timeUnit } from './curve-x';
import classes from './curves.module.css';
import { curvesSql } from './curves-sql';
import { useDrag } from './use-drag';
import { useIsSeen } from './use-is-seen';

/** What all charts of a run share. */
export interface CurveContext {
  runId: number;
  /** When the run started; times are counted from it. */
  startedAt: number;
  store: CurveStore;
  settings: CurveSettings;
  epochs: EpochEnds;
  zoom: (window: ShownWindow | undefined) => void;
}

/** Curves that share their axes, loaded once the chart comes into view and followed while it is seen. */
export function CurveChart({
  panel,
  context,
  height,
}: {
  panel: Panel;
  context: CurveContext;
  height: number;
}) {
  const { runId, store, settings, epochs, startedAt, zoom } = context;
  const t = useTranslations('curves');
  const scheme = useComputedColorScheme('light');
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const isSeen = useIsSeen(frame);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const keyIds = useMemo(() => panel.keys.map(({ id }) => id), [panel]);
  const names = useMemo(() => panel.keys.map(({ key }) => key), [panel]);
  useEffect(() => (isSeen ? store.watch(keyIds) : undefined), [isSeen, store, keyIds]);
  const version = useSyncExternalStore(
    store.subscribe,
    () => `${store.versionOf(keyIds)} ${store.isFailed}`,
    () => '',
  );
  const curves = useMemo(
    () => (version === '' ? [] : keyIds.map((id) => store.get(id)).filter((curve) => curve !== undefined)),
    [version, keyIds, store],
  );
  const shownCurves = useMemo(() => curves.filter(({ key }) => !hidden.has(key)), [curves, hidden]);

  const mode = settings.xMode === 'epoch' && epochs.length === 0 ? 'step' : settings.xMode;
  const spanMs = Math.max(0, ...curves.map(({ recordedAt }) => (recordedAt.at(-1) ?? startedAt) - startedAt));
  const unit = timeUnit(spanMs);
  const placeOf = useCallback(
    (curve: SentCurve, index: number): number => {
      if (mode === 'epoch') return epochAt(epochs, curve.steps[index]);
      if (mode === 'time') return (curve.recordedAt[index] - startedAt) / unit.ms;
      return curve.steps[index];
    },
    [mode, epochs, startedAt, unit],
  );
  const shown = store.window;
  const colors = useMemo(() => curveColors(names, PALETTE[scheme]), [names, scheme]);
  const drawn = useMemo(
    (): DrawnCurve[] =>
      shownCurves.map((curve) => ({
        key: curve.key,
        x: curve.steps.map((_, index) => placeOf(curve, index)),
        values: curve.values,
        color: colors[names.indexOf(curve.key)],
      })),
    [shownCurves, placeOf, colors, names],
  );
  const isLog = settings.isLog && reachesFar(shownCurves);
  const yName = panel.name === 'loss' || panel.name === 'accuracy' ? t(panel.name) : shortName(panel.name);
  const xName = t(`xAxis.${mode}`, { unit: unit.name });
  const option = useCallback(
    (palette: Colors): ChartOption => {
      let xRange: { min: number; max: number } | undefined;
      if (shown && mode === 'step') xRange = { min: shown.from, max: shown.to };
      if (shown && mode === 'epoch') {
        xRange = { min: epochAt(epochs, shown.from), max: epochAt(epochs, shown.to) };
      }
      const format = (value: number) => metricText(names[0], value);
      return curveOption(
        drawn,
        {
          smoothing: settings.smoothing,
          isLog,
          xName,
          yName,
          xRange,
          formatX: (x) => (mode === 'step' ? shortStep(x) : significant(x)),
          format,
          head: (x) => {
            if (mode === 'step') return `${t('x.step')} ${whole(x)}`;
            if (mode === 'epoch') return `${t('x.epoch')} ${significant(x)}`;
            return `${t('x.time')} ${duration(x * unit.ms)}`;
          },
          smoothedWord: t('smoothed'),
        },
        palette,
      );
    },
    [drawn, settings.smoothing, isLog, shown, mode, epochs, names, xName, yName, unit, t],
  );

  /** The steps under a stretch of the x axis. */
  const stepsBetween = (low: number, high: number): ShownWindow | undefined => {
    if (mode === 'time') {
      const inside = curves.flatMap((curve) =>
        curve.steps.filter((_, index) => placeOf(curve, index) >= low && placeOf(curve, index) <= high),
      );
      return inside.length > 0
        ? { from: inside.reduce((a, b) => Math.min(a, b)), to: inside.reduce((a, b) => Math.max(a, b)) }
        : undefined;
    }
    const steps = mode === 'epoch' ? [low, high].map((x) => stepAtEpoch(epochs, x)) : [low, high];
    return { from: Math.max(Math.floor(steps[0]), firstStep(curves)), to: Math.ceil(steps[1]) };
  };
  const stretch = useDrag(plot, {
    onStretch(startPx, endPx) {
      const at = (px: number) => Number(chart.current?.convertFromPixel({ xAxisIndex: 0 }, px));
      const window = stepsBetween(at(startPx), at(endPx));
      if (window && window.to > window.from) zoom(window);
    },
    onDoubleClick: () => zoom(undefined),
  });
  const onReady = useCallback((made: EChartsType) => {
    chart.current = made;
    return () => {
      chart.current = undefined;
    };
  }, []);

  const isLoaded = curves.length > 0;
  return (
    <div ref={frame} className={classes.panel} data-testid="curve-chart">
      <div className={classes.panelHead}>
        <h3
          className={panel.keys.length === 1 ? `${classes.panelName} mono` : classes.panelName}
          title={panel.keys.length === 1 ? names[0] : undefined}
        >
          {panel.keys.length === 1 ? names[0] : yName}
        </h3>
        <span className="muted" data-testid="point-count">
          <PointCount curves={shownCurves} />
        </span>
        <SqlLink sql={curvesSql(runId, names, shown)} />
      </div>
      {panel.keys.length > 1 && (
        <CurveLegend
          names={names}
          colors={colors}
          hidden={hidden}
          onToggle={(key) => setHidden((known) => toggled(known, key))}
        />
      )}
      <div ref={plot} className={classes.plot} style={{ height }}>
        {isSeen && isLoaded ? (
          <Chart
            kind="line"
            option={option}
            height={height}
            label={t('chartLabel', { name: yName, axis: xName })}
            onReady={onReady}
          />
        ) : (
          <div className={classes.skeleton}>
            {isSeen && store.isFailed && (
              <>
                {t('failed')}
                <Button size="compact-xs" variant="default" onClick={() => store.retry()}>
                  {t('retry')}
                </Button>
              </>
            )}
          </div>
        )}
        {stretch && (
          <div className={classes.stretch} style={{ left: stretch.left, width: stretch.width }} aria-hidden />
        )}
      </div>
      <Marks curves={shownCurves} isLog={isLog} />
      <CurveTable curves={shownCurves} format={(value) => metricText(names[0], value)} />
    </div>
  );
}

/** Over less than this ratio a log axis shows the same as a straight one, with fewer labels. */
const LEAST_LOG_RATIO = 5;

function reachesFar(curves: readonly SentCurve[]): boolean {
  const positive = curves.flatMap(({ values }) =>
    values.filter((value) => value > 0 && Number.isFinite(value)),
  );
  const least = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = positive.reduce((a, b) => Math.max(a, b), 0);
  return most / least >= LEAST_LOG_RATIO;
}

function toggled(known: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(known);
  if (!next.delete(key)) next.add(key);
  return next;
}

function firstStep(curves: readonly SentCurve[]): number {
  return curves.reduce((least, { steps }) => Math.min(least, steps[0] ?? least), Number.MAX_SAFE_INTEGER);
}

'use client';

import { Button, useComputedColorScheme } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { metricText } from '../../format/metric-text';
import { SqlLink } from '../../format/sql-link';
import { PALETTE } from '../../theme/palette';
import { shortName } from './curve-format';
import type { Panel } from './curve-groups';
import { CurveLegend } from './curve-legend';
import { Marks, PointCount } from './curve-notes';
import { curveColors, type DrawnCurve, fitsLog } from './curve-option';
import { CurvePlot } from './curve-plot';
import type { CurveSettings } from './curve-settings';
import type { CurveStore, SentCurve } from './curve-store';
import { CurveTable } from './curve-table';
import { type EpochEnds, epochAt, type ShownWindow, stepAtEpoch, timeUnit } from './curve-x';
import classes from './curves.module.css';
import { curvesSql } from './curves-sql';
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
        id: curve.key,
        name: curve.key,
        x: curve.steps.map((_, index) => placeOf(curve, index)),
        values: curve.values,
        color: colors[names.indexOf(curve.key)],
        width: curve.key.startsWith('train/') && shownCurves.length > 1 ? 1 : 2,
        opacity: 1,
      })),
    [shownCurves, placeOf, colors, names],
  );
  const listed = shownCurves.map((curve) => ({
    ...curve,
    id: curve.key,
    label: <span className="mono">{curve.key}</span>,
  }));
  const isLog = settings.isLog && fitsLog(shownCurves);
  const yName = panel.name === 'loss' || panel.name === 'accuracy' ? t(panel.name) : shortName(panel.name);
  const placeOfStep = (step: number | undefined) => {
    if (step === undefined || mode === 'time') return undefined;
    return mode === 'epoch' ? epochAt(epochs, step) : step;
  };

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
  const zoomBetween = (low: number, high: number) => {
    const window = stepsBetween(low, high);
    if (window && window.to > window.from) zoom(window);
  };

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
      {isSeen && isLoaded ? (
        <CurvePlot
          curves={drawn}
          mode={mode}
          unit={unit}
          xFrom={placeOfStep(shown?.from)}
          xTo={placeOfStep(shown?.to)}
          metric={names[0]}
          yName={yName}
          smoothing={settings.smoothing}
          isLog={isLog}
          height={height}
          onStretch={zoomBetween}
          onDoubleClick={() => zoom(undefined)}
        />
      ) : (
        <div style={{ height }}>
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
        </div>
      )}
      <Marks curves={shownCurves} isLog={isLog} />
      <CurveTable curves={listed} head={t('metric')} format={(value) => metricText(names[0], value)} />
    </div>
  );
}

function toggled(known: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(known);
  if (!next.delete(key)) next.add(key);
  return next;
}

function firstStep(curves: readonly SentCurve[]): number {
  return curves.reduce((least, { steps }) => Math.min(least, steps[0] ?? least), Number.MAX_SAFE_INTEGER);
}

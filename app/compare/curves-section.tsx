'use client';

import { Button, Skeleton } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { metricText } from '../format/metric-text';
import { significant, whole } from '../format/quantities';
import { LINE_DASHES } from '../format/run-color';
import { SqlLink } from '../format/sql-link';
import { CurveControls } from '../runs/curves/curve-controls';
import { Marks, PointCount } from '../runs/curves/curve-notes';
import { type DrawnCurve, fitsLog, spanOf } from '../runs/curves/curve-option';
import { CurvePlot } from '../runs/curves/curve-plot';
import { CurveTable } from '../runs/curves/curve-table';
import type { ShownWindow } from '../runs/curves/curve-x';
import curveClasses from '../runs/curves/curves.module.css';
import { EmptyState, Section } from '../shell/page-body';
import { type ChartProps, opacityOf } from './chart-context';
import { ColorKeys } from './color-keys';
import { ColumnSelect } from './column-select';
import classes from './compare.module.css';
import { curvesSql } from './compare-sql';
import { placesOf } from './curve-places';
import { useColoring } from './use-coloring';
import { useColumnName } from './use-column-name';
import { useShownCurves } from './use-shown-curves';

const HEIGHT = 340;
/** Fewer lines are drawn thicker. */
const FEW_CURVES = 12;
/** Points of other runs within this share of the axis are named with those under the pointer. */
const REACH = 0.01;

/** One metric of all runs over each other. */
export function CurvesSection(
  props: ChartProps & { defaultMetric: string | undefined; epochKeys: readonly string[] },
) {
  const { runs, runIds, settings, change, marked, columns, defaultMetric, epochKeys } = props;
  const t = useTranslations('compare');
  const words = useTranslations('curves');
  const nameOf = useColumnName();
  const coloring = useColoring(runs, settings.color, columns);
  const metric = settings.metric ?? defaultMetric;
  const { zoom } = settings;
  const shown = useShownCurves(runs, metric, settings, epochKeys);
  const { mode, curves, ends, unit, answer } = shown;
  const byId = useMemo(() => new Map(runs.map((run, place) => [run.id, { run, place }])), [runs]);

  const drawn = useMemo(() => {
    const lines = curves.flatMap((curve): DrawnCurve[] => {
      const known = byId.get(curve.runId);
      if (!known || curve.steps.length === 0) return [];
      const { run, place } = known;
      const x = placesOf(curve, { mode, unitMs: unit.ms, ends: ends.get(run.id), run });
      const isMarked = marked.has(run.id);
      return x
        ? [
            {
              id: String(run.id),
              name: `#${run.id} ${run.name}`,
              x,
              values: curve.values,
              color: coloring.colors[place],
              dash: LINE_DASHES[coloring.marks[place]],
              width: isMarked ? 2.5 : curves.length <= FEW_CURVES ? 2 : 1.2,
              opacity: opacityOf(run.id, marked),
            },
          ]
        : [];
    });
    // Those that stand out lie on top.
    return lines.sort((a, b) => a.opacity - b.opacity);
  }, [curves, byId, mode, unit, ends, marked, coloring]);

  const perUnit = mode === 'time' ? unit.ms / 1_000 : 1;
  const onZoom = (window: ShownWindow | undefined) => change({ zoom: window });
  const span = useMemo(() => spanOf(drawn), [drawn]);
  const isLog = settings.isLogarithmic && fitsLog(drawn);
  const figure = mode === 'step' ? whole : significant;
  const withoutMetric = runs.length - curves.length;
  const withoutEpochs = curves.filter(({ steps }) => steps.length > 0).length - drawn.length;
  return (
    <Section
      id="curves"
      title={t('curves')}
      aside={
        <>
          <span data-testid="compared-points">
            <PointCount curves={curves} />
          </span>
          {metric && <SqlLink sql={curvesSql(runIds, metric, mode === 'step' ? zoom : undefined)} />}
        </>
      }
    >
      <CurveControls
        settings={{ smoothing: settings.smoothing, isLog: settings.isLogarithmic, xMode: mode }}
        onChange={({ smoothing, isLog, xMode }) => {
          if (smoothing !== undefined) change({ smoothing });
          if (isLog !== undefined) change({ isLogarithmic: isLog });
          // Steps are no epochs: another axis begins as a whole.
          if (xMode !== undefined) change({ against: xMode, zoom: undefined });
        }}
        hasEpochs={epochKeys.length > 0}
        window={zoom}
        windowIn={mode}
        onZoom={onZoom}
      >
        <ColumnSelect
          runIds={runIds}
          wish="metric"
          w={260}
          label={t('metric')}
          value={metric ? `metric:last:${metric}` : null}
          onChoose={(chosen) => change({ metric: chosen.replace(/^metric:(last|min|max):/, '') })}
        />
      </CurveControls>
      <p className={curveClasses.hint}>
        {zoom ? t(`zoomedTo.${mode}`, { from: figure(zoom.from), to: figure(zoom.to) }) : words('zoomHint')}
        {zoom && (
          <Button size="compact-xs" variant="light" onClick={() => onZoom(undefined)}>
            {words('resetZoom')}
          </Button>
        )}
      </p>
      <ColorKeys coloring={coloring} name={nameOf(settings.color)} />
      {answer.error ? (
        <EmptyState title={t('readFailed')}>{answer.error}</EmptyState>
      ) : metric === undefined || (answer.value && curves.length === 0) ? (
        <EmptyState title={t('noCurve')}>
          <p>{t('noCurveText')}</p>
        </EmptyState>
      ) : !answer.value ? (
        <Skeleton height={HEIGHT} />
      ) : (
        <div data-loading={answer.isLoading || undefined} data-testid="compared-curves">
          <CurvePlot
            curves={drawn}
            mode={mode}
            unit={unit}
            xFrom={zoom && zoom.from / perUnit}
            xTo={zoom && zoom.to / perUnit}
            metric={metric}
            yName={metric}
            smoothing={settings.smoothing}
            isLog={isLog}
            reach={span * REACH}
            height={HEIGHT}
            onStretch={(low, high) => onZoom(rounded(mode === 'step', low * perUnit, high * perUnit))}
            onDoubleClick={() => onZoom(undefined)}
          />
          <Marks curves={curves} isLog={isLog} />
          {withoutMetric > 0 && (
            <p className={classes.note}>{t('withoutMetric', { count: withoutMetric })}</p>
          )}
          {withoutEpochs > 0 && (
            <p className={classes.note}>{t('withoutEpochs', { count: withoutEpochs })}</p>
          )}
          <CurveTable
            curves={curves.map((curve) => ({
              ...curve,
              id: String(curve.runId),
              label: (
                <Link href={`/runs/${curve.runId}`} prefetch={false}>
                  #{curve.runId} {byId.get(curve.runId)?.run.name}
                </Link>
              ),
            }))}
            head={t('run')}
            format={(value) => metricText(metric, value)}
          />
        </div>
      )}
    </Section>
  );
}

/** A stretch with no more digits than a pixel has. */
function rounded(isWhole: boolean, low: number, high: number): ShownWindow {
  const digit = isWhole ? 1 : 10 ** Math.floor(Math.log10((high - low) / 1_000));
  // Sums of decimal fractions carry digits that say nothing.
  const plain = (end: number) => Number((end * digit).toPrecision(12));
  return { from: plain(Math.floor(low / digit)), to: plain(Math.ceil(high / digit)) };
}

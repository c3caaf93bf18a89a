'use client';

import { Skeleton, Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { axisStyle, Chart, type ChartOption, type Colors, tooltipStyle } from '../charts/chart';
import { whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import { type ChartProps, opacityOf } from './chart-context';
import { ColorKeys } from './color-keys';
import { ColumnSelect } from './column-select';
import { showTick, showValue } from './columns';
import classes from './compare.module.css';
import { curvesSql } from './compare-sql';
import { CurveTable } from './curve-table';
import { useAnswer } from './use-answer';
import { useColoring } from './use-coloring';
import { useColumnName } from './use-column-name';

const HEIGHT = 340;
/** Curves that a tooltip names; the nearest to the pointer come first. */
const MOST_IN_TOOLTIP = 12;

/** As JSON brings it: values that are no finite number are words. */
export interface SentCurve {
  runId: number;
  pointCount: number;
  steps: number[];
  values: (number | string)[];
}

/** One metric of all runs over each other. */
export function CurvesSection(props: ChartProps & { defaultMetric: string | undefined }) {
  const { runs, runIds, settings, change, marked, columns, version, defaultMetric } = props;
  const t = useTranslations('compare');
  const nameOf = useColumnName();
  const coloring = useColoring(runs, settings.color, columns);
  const metric = settings.metric ?? defaultMetric;
  const { value, error, isLoading } = useAnswer<{ curves: SentCurve[] }>(
    metric && `/api/compare/curves?${new URLSearchParams({ runs: runIds.join(','), metric })}`,
    version,
  );
  const curves = value?.curves ?? [];
  const column = `metric:last:${metric ?? ''}`;
  const byId = useMemo(() => new Map(runs.map((run, place) => [run.id, { run, place }])), [runs]);
  const shown = value?.curves;

  const option = useCallback(
    (colors: Colors): ChartOption => {
      const axis = axisStyle(colors);
      const isFew = (shown?.length ?? 0) <= MOST_IN_TOOLTIP;
      return {
        grid: { left: 70, right: 20, top: 16, bottom: 44 },
        tooltip: {
          ...tooltipStyle(colors),
          trigger: isFew ? 'axis' : 'item',
          formatter: (given: unknown) => tooltipOf(given, column, t('step')),
        },
        xAxis: { ...axis, type: 'value', name: t('step'), nameGap: 26, min: 'dataMin', max: 'dataMax' },
        yAxis: {
          ...axis,
          type: settings.isLogarithmic ? 'log' : 'value',
          scale: true,
          name: metric,
          nameGap: 54,
          axisLabel: { ...axis.axisLabel, formatter: (one: number) => showTick(column, one) },
        },
        series: (shown ?? []).map(({ runId, steps, values }) => {
          const { run, place } = byId.get(runId) ?? { run: undefined, place: 0 };
          return {
            type: 'line' as const,
            id: String(runId),
            name: `#${runId} ${run?.name ?? ''}`,
            triggerEvent: true,
            showSymbol: steps.length <= 2,
            symbolSize: 6,
            z: marked.has(runId) ? 3 : 2,
            lineStyle: {
              width: marked.has(runId) ? 2.5 : isFew ? 2 : 1.2,
              opacity: opacityOf(runId, marked),
            },
            itemStyle: { color: coloring.colors[place], opacity: opacityOf(runId, marked) },
            emphasis: { lineStyle: { width: 3, opacity: 1 } },
            data: steps.map((step, index) => [step, drawn(values[index], settings.isLogarithmic)]),
          };
        }),
      };
    },
    [shown, byId, coloring, marked, metric, column, settings.isLogarithmic, t],
  );

  const recorded = curves.reduce((sum, curve) => sum + curve.pointCount, 0);
  const sent = curves.reduce((sum, curve) => sum + curve.steps.length, 0);
  return (
    <Section
      id="curves"
      title={t('curves')}
      aside={
        <>
          {sent > 0 && (
            <span>
              {sent < recorded
                ? t('thinned', { sent: whole(sent), recorded: whole(recorded) })
                : t('points', { count: recorded })}
            </span>
          )}
          {metric && <SqlLink sql={curvesSql(runIds, metric)} />}
        </>
      }
    >
      <div className={classes.bar}>
        <ColumnSelect
          runIds={runIds}
          wish="metric"
          w={260}
          label={t('metric')}
          value={metric ? column : null}
          onChoose={(chosen) => change({ metric: chosen.replace(/^metric:(last|min|max):/, '') })}
        />
        <Switch
          size="xs"
          label={t('logarithmic')}
          checked={settings.isLogarithmic}
          onChange={({ currentTarget }) => change({ isLogarithmic: currentTarget.checked })}
        />
      </div>
      <ColorKeys coloring={coloring} name={nameOf(settings.color)} />
      {error ? (
        <EmptyState title={t('readFailed')}>{error}</EmptyState>
      ) : metric === undefined || (value && curves.length === 0) ? (
        <EmptyState title={t('noCurve')}>
          <p>{t('noCurveText')}</p>
        </EmptyState>
      ) : !value ? (
        <Skeleton height={HEIGHT} />
      ) : (
        <div data-loading={isLoading || undefined} data-testid="compared-curves">
          <Chart kind="line" option={option} height={HEIGHT} label={t('curvesLabel', { metric })} />
          {curves.length < runs.length && (
            <p className={classes.note}>{t('withoutMetric', { count: runs.length - curves.length })}</p>
          )}
          <CurveTable curves={curves} runs={runs} column={column} />
        </div>
      )}
    </Section>
  );
}

/** What cannot be drawn leaves a gap. */
function drawn(value: number | string, isLogarithmic: boolean): number | string {
  return typeof value === 'number' && (!isLogarithmic || value > 0) ? value : '-';
}

interface TooltipItem {
  seriesName?: string;
  value?: unknown;
}

function tooltipOf(given: unknown, column: string, step: string): string {
  const items = (Array.isArray(given) ? given : [given]) as TooltipItem[];
  const first = items[0]?.value;
  const lines = items.slice(0, MOST_IN_TOOLTIP).map(({ seriesName, value }) => {
    const at = Array.isArray(value) ? value[1] : undefined;
    return `${seriesName}${typeof at === 'number' ? `: ${showValue(column, at)}` : ''}`;
  });
  return [...(Array.isArray(first) ? [`${step} ${first[0]}`] : []), ...lines].join('\n');
}

'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { MetricSeries } from '@/db/queries/metric-series';
import { axisStyle, Chart, type ChartOption, tooltipStyle } from '../charts/chart';
import { percent, significant, whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import type { PALETTE } from '../theme/palette';
import classes from './facts.module.css';
import { useRunTail } from './use-run-tail';

/** As JSON brings it: values that are no finite number are strings. */
type SentSeries = Omit<MetricSeries, 'points'> & { points: [number, number | string][] };

type Colors = (typeof PALETTE)['light'];

function colorOf(key: string, colors: Colors): string {
  if (key.startsWith('validation/')) return colors.accent;
  if (key.startsWith('test/')) return colors.technique.combined;
  if (key.includes('distillation')) return colors.technique.distill;
  if (key.includes('student')) return colors.technique.quantize;
  if (key.startsWith('epoch/')) return colors.text;
  return colors.muted;
}

/** Loss and accuracy by step, growing while the run goes; zoom and hidden curves stay. */
export function RunCurves({ runId, initial }: { runId: number; initial: SentSeries[] }) {
  const t = useTranslations('run');
  const [series, setSeries] = useState(initial);
  const follow = useCallback(async () => {
    const query = new URLSearchParams();
    for (const { key, points } of series) query.append('after', `${key}@${points.at(-1)?.[0] ?? -1}`);
    const response = await fetch(`/api/runs/${runId}/metrics?${query}`).catch(() => undefined);
    if (!response?.ok) return;
    const { series: tails } = (await response.json()) as { series: SentSeries[] };
    if (tails.length > 0) setSeries((known) => withTails(known, tails));
  }, [runId, series]);
  useRunTail(runId, follow);

  const losses = useMemo(() => series.filter(({ key }) => key.endsWith('loss')), [series]);
  const accuracies = useMemo(() => series.filter(({ key }) => key.endsWith('accuracy')), [series]);
  const others = useMemo(() => series.filter(({ key }) => !/(loss|accuracy)$/.test(key)), [series]);
  const pointCount = series.reduce((sum, one) => sum + one.pointCount, 0);
  if (series.length === 0) return null;
  return (
    <Section
      title={t('curves')}
      aside={
        <>
          <span>{t('pointCount', { count: whole(pointCount) })}</span>
          <SqlLink sql={curvesSql(runId)} />
        </>
      }
    >
      <div className={classes.columns}>
        {losses.length > 0 && <Curves series={losses} name={t('loss')} format={significant} />}
        {accuracies.length > 0 && <Curves series={accuracies} name={t('accuracy')} format={percent} />}
      </div>
      {others.length > 0 && <OtherCurves series={others} />}
    </Section>
  );
}

function OtherCurves({ series }: { series: SentSeries[] }) {
  const t = useTranslations('run');
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="muted" style={{ cursor: 'pointer', fontSize: 'var(--mantine-font-size-sm)' }}>
        {t('otherMetrics', { count: series.length })}
      </summary>
      <div className={classes.columns}>
        {isOpen && series.map((one) => <OneCurve key={one.key} one={one} />)}
      </div>
    </details>
  );
}

function OneCurve({ one }: { one: SentSeries }) {
  const series = useMemo(() => [one], [one]);
  return <Curves series={series} name={one.key} format={significant} />;
}

function Curves(props: { series: SentSeries[]; name: string; format: (value: number) => string }) {
  const { series, name, format } = props;
  const t = useTranslations('run');
  const option = useCallback(
    (colors: Colors): ChartOption => {
      const axis = axisStyle(colors);
      return {
        grid: { left: 64, right: 16, top: 34, bottom: 66 },
        legend: {
          top: 0,
          left: 56,
          type: 'scroll',
          textStyle: { color: colors.text },
          itemWidth: 14,
          itemHeight: 8,
        },
        tooltip: {
          ...tooltipStyle(colors),
          trigger: 'axis',
          valueFormatter: (value) => (typeof value === 'number' ? format(value) : String(value ?? 'NaN')),
        },
        dataZoom: [
          { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, filterMode: 'none' },
          {
            type: 'slider',
            height: 14,
            bottom: 6,
            borderColor: colors.line,
            showDataShadow: false,
            filterMode: 'none',
          },
        ],
        xAxis: { ...axis, type: 'value', name: t('step'), nameGap: 26, min: 'dataMin', max: 'dataMax' },
        yAxis: {
          ...axis,
          type: 'value',
          scale: true,
          name,
          nameGap: 48,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => format(value) },
        },
        series: series.map(({ key, points }) => ({
          type: 'line' as const,
          id: key,
          name: key,
          showSymbol: points.length <= 40,
          symbolSize: 5,
          lineStyle: { width: key.startsWith('train/') ? 1 : 2 },
          itemStyle: { color: colorOf(key, colors) },
          data: points.map(([step, value]) => [step, typeof value === 'number' ? value : '-']),
        })),
      };
    },
    [series, name, format, t],
  );
  return (
    <div>
      <Chart kind="scatter" option={option} height={300} label={t('curveLabel', { name })} />
      <LastValues series={series} format={format} />
    </div>
  );
}

/** The table behind a chart: last, smallest and largest value of each curve. */
function LastValues({ series, format }: { series: SentSeries[]; format: (value: number) => string }) {
  const t = useTranslations('run');
  const show = (value: number | string) => (typeof value === 'number' ? format(value) : value);
  return (
    <details style={{ fontSize: 'var(--mantine-font-size-sm)', margin: '4px 0 16px' }}>
      <summary className="muted" style={{ cursor: 'pointer' }}>
        {t('values')}
      </summary>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('metric')}</th>
            <th className="number">{t('last')}</th>
            <th className="number">{t('step')}</th>
            <th className="number">{t('smallest')}</th>
            <th className="number">{t('largest')}</th>
            <th className="number">{t('points')}</th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ key, points, pointCount }) => {
            const numbers = points.map(([, value]) => value).filter((value) => typeof value === 'number');
            const last = points.at(-1);
            return (
              <tr key={key}>
                <td className="mono">{key}</td>
                <td className="number">{last && show(last[1])}</td>
                <td className="number">{last && whole(last[0])}</td>
                <td className="number">{numbers.length > 0 && format(Math.min(...numbers))}</td>
                <td className="number">{numbers.length > 0 && format(Math.max(...numbers))}</td>
                <td className="number">{whole(pointCount)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function withTails(known: SentSeries[], tails: SentSeries[]): SentSeries[] {
  const byKey = new Map(known.map((one) => [one.key, one]));
  for (const tail of tails) {
    const before = byKey.get(tail.key);
    byKey.set(tail.key, before ? { ...tail, points: [...before.points, ...tail.points] } : tail);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function curvesSql(runId: number): string {
  return `-- Points of the run's metrics
SELECT key, step, value
FROM metrics
WHERE run_id = ${runId}
ORDER BY key, step`;
}

'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { Chart, type Colors } from '@/app/charts/chart';
import type { QueryResult } from '@/db/console/query-result';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import { chartData } from './chart-data';
import { axisNames, chartHeight, chartOption } from './chart-option';
import classes from './results.module.css';

const HEIGHT = 380;

/** A chart over a result, with what it leaves out. The result's grid is the table behind it. */
export function ResultChart({
  result,
  chart,
  height,
}: {
  result: Pick<QueryResult, 'columns' | 'rows' | 'truncated'>;
  chart: ChartSpec;
  /** CSS pixels; a heat map grows with its rows. */
  height?: number;
}) {
  const t = useTranslations('results');
  const { columns, rows } = result;
  const data = useMemo(() => chartData({ columns, rows }, chart), [columns, rows, chart]);
  const names = useMemo(() => axisNames(columns, chart, t('rowCount')), [columns, chart, t]);
  const option = useCallback(
    (colors: Colors) => (data ? chartOption(data, chart, names, colors) : {}),
    [data, chart, names],
  );

  if (!data) return <p className="muted">{t('chartColumnsGone')}</p>;
  const isEmpty = data.series.every(({ points }) => points.length === 0) && data.cells.length === 0;
  const kind = chart.kind === 'histogram' ? 'bar' : chart.kind;
  return (
    <>
      {isEmpty ? (
        <p className="muted">{t('chartEmpty')}</p>
      ) : (
        <Chart
          key={kind}
          kind={kind}
          option={option}
          height={chartHeight(data, chart, height ?? HEIGHT)}
          label={t('chartLabel', {
            kind: t(`kind.${chart.kind}`),
            x: names.x,
            y: names.value || names.y || data.series.map(({ name }) => name).join(', '),
          })}
        />
      )}
      <p className={classes.footnote}>
        {data.leftOut > 0 && <span>{t('chartLeftOut', { count: data.leftOut })}</span>}
        {data.more > 0 && <span>{t('chartMore', { count: data.more })}</span>}
        {data.merged > 0 && <span>{t('chartMerged', { count: data.merged })}</span>}
        {result.truncated && <span>{t('chartOfPart', { count: rows.length })}</span>}
      </p>
    </>
  );
}

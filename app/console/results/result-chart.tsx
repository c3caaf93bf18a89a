'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { Chart, type Colors } from '@/app/charts/chart';
import type { QueryResult } from '@/db/console/query-result';
import { type ChartSpec, findChartColumn } from '@/lib/domain/chart-spec';
import { chartData } from './chart-data';
import { chartOption } from './chart-option';
import classes from './results.module.css';

const HEIGHT = 380;
const ROW_HEIGHT = 22;
/** Height of a heat map's axis, scale and space. */
const HEATMAP_FRAME = 130;

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
  const names = useMemo(() => {
    const name = (ref: ChartSpec['x'] | undefined) => {
      const index = ref === undefined ? undefined : findChartColumn(columns, ref);
      return index === undefined ? '' : columns[index].name;
    };
    const y = chart.kind === 'histogram' ? t('rowCount') : chart.y.length === 1 ? name(chart.y[0]) : '';
    return { x: name(chart.x), y, value: name(chart.value) };
  }, [columns, chart, t]);
  const option = useCallback(
    (colors: Colors) => (data ? chartOption(data, chart, names, colors) : {}),
    [data, chart, names],
  );

  if (!data) return <p className="muted">{t('chartColumnsGone')}</p>;
  const isEmpty = data.series.every(({ points }) => points.length === 0) && data.cells.length === 0;
  const tall = chart.kind === 'heatmap' ? HEATMAP_FRAME + data.rowNames.length * ROW_HEIGHT : 0;
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
          height={Math.max(tall, height ?? HEIGHT)}
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

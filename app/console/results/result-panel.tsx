'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { QueryResult, ResultColumn } from '@/db/console/query-result';
import { type ChartSpec, defaultChart, findChartColumn } from '@/lib/domain/chart-spec';
import type { TypedParams } from '@/lib/domain/typed-param';
import { ResultView } from './result-view';

const ChartFields = dynamic(() => import('./chart-fields').then((module) => module.ChartFields), {
  ssr: false,
  loading: () => <Skeleton height={62} />,
});
const ResultChart = dynamic(() => import('./result-chart').then((module) => module.ResultChart), {
  ssr: false,
  loading: () => <Skeleton height={380} />,
});

/** The result of a statement as a grid or a chart, with copy and export. */
export function ResultPanel(props: {
  result: QueryResult;
  /** The statement as it was run, and its parameters. */
  sql: string;
  params: TypedParams;
  /** Name of the source that was asked, when it is not the tracking database. */
  connection?: string;
  /** The chart that is shown in the place of the grid. */
  chart: ChartSpec | undefined;
  onChartChange: (chart: ChartSpec | undefined) => void;
  onAddToNote?: () => void;
  /** CSS pixels. */
  maxHeight: number;
}) {
  const { result, sql, params, connection, chart, onChartChange } = props;
  const { columns, rows } = result;
  const t = useTranslations('results');
  // Going back to the grid and to the chart again shows the same chart.
  const [last, setLast] = useState<ChartSpec>();
  const source = useMemo(() => ({ sql, params, connection }), [sql, params, connection]);

  const show = (isChart: boolean) => {
    if (!isChart) setLast(chart);
    onChartChange(isChart ? (last && fits(last, columns) ? last : usualChart(result)) : undefined);
  };
  return (
    <ResultView
      result={result}
      source={source}
      maxHeight={props.maxHeight}
      onAddToNote={props.onAddToNote}
      onShowChart={columns.length > 0 ? show : undefined}
      chart={
        // A chart that was kept from another query shows nothing of this one.
        chart &&
        rows.length > 0 &&
        fits(chart, columns) && (
          <section aria-label={t('chart')}>
            <ChartFields columns={columns} chart={chart} onChange={onChartChange} />
            <ResultChart result={result} chart={chart} height={Math.min(props.maxHeight, 420)} />
          </section>
        )
      }
    />
  );
}

/** True when the result has the columns of a chart. */
function fits(chart: ChartSpec, columns: ResultColumn[]): boolean {
  const refs = [chart.x, ...chart.y, chart.series, chart.value].filter((ref) => ref !== undefined);
  return refs.every((ref) => findChartColumn(columns, ref) !== undefined);
}

/** The chart that the result is most likely wanted as; bars over the first column where none suggests itself. */
function usualChart({ columns, rows }: QueryResult): ChartSpec {
  return (
    defaultChart(columns, rows) ?? {
      kind: 'bar',
      x: columns[0].name,
      y: [columns[columns.length - 1].name],
    }
  );
}

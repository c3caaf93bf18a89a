'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { QueryResult } from '@/db/console/query-result';
import type { ChartSpec } from '@/lib/domain/chart-spec';

const ChartFields = dynamic(() => import('./chart-fields').then((module) => module.ChartFields), {
  ssr: false,
  loading: () => <Skeleton height={62} />,
});
const ResultChart = dynamic(() => import('./result-chart').then((module) => module.ResultChart), {
  ssr: false,
  loading: () => <Skeleton height={380} />,
});

/** A chart over a result, and the fields that choose what it draws. */
export function ChartPanel(props: {
  result: QueryResult;
  chart: ChartSpec;
  onChange: (chart: ChartSpec) => void;
  /** CSS pixels. */
  height: number;
}) {
  const t = useTranslations('results');
  return (
    <section aria-label={t('chart')}>
      <ChartFields columns={props.result.columns} chart={props.chart} onChange={props.onChange} />
      <ResultChart result={props.result} chart={props.chart} height={props.height} />
    </section>
  );
}

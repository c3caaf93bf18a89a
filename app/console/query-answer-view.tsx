'use client';

import { Alert } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { TableSize } from '@/db/queries/table-sizes';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import classes from './console.module.css';
import { planSteps } from './plan-steps';
import { ResultPanel } from './results/result-panel';
import type { Outcome } from './use-statements';

// It reads the query: that comes with the editor, not with the page.
const PlanTree = dynamic(() => import('./plan-tree').then((file) => file.PlanTree));

/** What came of a statement: rows with what is to be known about them, its plan, or the error and what to do. */
export function QueryAnswerView(props: {
  outcome: Outcome;
  sizes: readonly TableSize[];
  chart: ChartSpec | undefined;
  onChartChange: (chart: ChartSpec | undefined) => void;
  title: string;
  maxHeight: number;
}) {
  const t = useTranslations('console');
  const { answer, sql, params, connection } = props.outcome;
  if ('error' in answer)
    return (
      <Alert color={answer.error.code === 'cancelled' ? 'gray' : 'red'} title={t('failed')} role="alert">
        <span className={classes.error}>{answer.error.message}</span>
      </Alert>
    );
  const steps = planSteps(answer.result);
  if (steps) return <PlanTree steps={steps} sql={sql} sizes={connection === '' ? props.sizes : []} />;
  return (
    <ResultPanel
      result={answer.result}
      sql={sql}
      params={params}
      connection={connection}
      chart={props.chart}
      onChartChange={props.onChartChange}
      // A note asks the tracking database.
      noteTitle={connection === '' ? props.title : undefined}
      maxHeight={props.maxHeight}
    />
  );
}

'use client';

import { Alert } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { QueryResult } from '@/db/console/query-result';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import classes from './console.module.css';
import type { QueryAnswer } from './query-answer';
import { ResultPanel } from './results/result-panel';

/** What came of a query: rows with what is to be known about them, or the error and what to do. */
export function QueryAnswerView(props: { answer: QueryAnswer; sql: string; maxHeight: number }) {
  const { answer, sql, maxHeight } = props;
  const t = useTranslations('console');
  if ('error' in answer)
    return (
      <Alert color={answer.error.code === 'cancelled' ? 'gray' : 'red'} title={t('failed')} role="alert">
        <span className={classes.error}>{answer.error.message}</span>
      </Alert>
    );
  return <OwnPanel result={answer.result} sql={sql} maxHeight={maxHeight} />;
}

/** A result whose chart is kept while it is shown. */
function OwnPanel({ result, sql, maxHeight }: { result: QueryResult; sql: string; maxHeight: number }) {
  const [chart, setChart] = useState<ChartSpec>();
  return (
    <ResultPanel
      result={result}
      sql={sql}
      params={NO_PARAMS}
      chart={chart}
      onChartChange={setChart}
      maxHeight={maxHeight}
    />
  );
}

const NO_PARAMS = {};

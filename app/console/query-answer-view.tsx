'use client';

import { Alert } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { QueryResult } from '@/db/console/query-result';
import classes from './console.module.css';
import type { QueryAnswer } from './query-answer';
import { ResultGrid } from './result-grid';

/** What came of a query: rows with what is to be known about them, or the error and what to do. */
export function QueryAnswerView({ answer, maxHeight }: { answer: QueryAnswer; maxHeight: number }) {
  const t = useTranslations('console');
  if ('error' in answer)
    return (
      <Alert color={answer.error.code === 'cancelled' ? 'gray' : 'red'} title={t('failed')} role="alert">
        <span className={classes.error}>{answer.error.message}</span>
      </Alert>
    );
  return <ResultView result={answer.result} maxHeight={maxHeight} />;
}

/** The rows of a result with their number, the time it took, and whether something was cut off. */
export function ResultView({ result, maxHeight }: { result: QueryResult; maxHeight: number }) {
  const t = useTranslations('console');
  const { columns, rows, truncated, elapsedMs } = result;
  return (
    <>
      {truncated && (
        <p className={classes.notice}>
          {truncated === 'rows' ? t('truncatedRows', { count: rows.length }) : t('truncatedBytes')}
        </p>
      )}
      {rows.length === 0 ? (
        <p className="muted">{t('noRows')}</p>
      ) : (
        <ResultGrid columns={columns} rows={rows} maxHeight={maxHeight} />
      )}
      <p className={classes.footnote}>
        <span>{t('rows', { count: rows.length })}</span>
        <span>{t('elapsed', { ms: elapsedMs })}</span>
      </p>
    </>
  );
}

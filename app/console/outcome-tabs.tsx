'use client';

import { useTranslations } from 'next-intl';
import { memo, useState } from 'react';
import type { TableSize } from '@/db/queries/table-sizes';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import classes from './console.module.css';
import { QueryAnswerView } from './query-answer-view';
import type { Outcome } from './use-statements';

/** What came of each statement that was run, one at a time; the newest is shown first. */
// Kept while its properties are the same: a key in the editor is not to draw a result anew.
export const OutcomeTabs = memo(function OutcomeTabs(props: {
  outcomes: readonly Outcome[];
  /** Rows of the tables, as far as they are known. */
  sizes: readonly TableSize[];
  chart: ChartSpec | undefined;
  onChartChange: (chart: ChartSpec | undefined) => void;
  /** Title of a new note that a result is added to. */
  title: string;
}) {
  const t = useTranslations('console');
  const { outcomes } = props;
  const [chosen, setChosen] = useState<string>();
  const shown = outcomes.find(({ id }) => id === chosen) ?? outcomes.at(-1);
  if (!shown) return <p className="muted">{t('nothingYet')}</p>;
  return (
    <>
      {outcomes.length > 1 && (
        <fieldset className={classes.outcomes} aria-label={t('results')}>
          {outcomes.map(({ id, sql, answer }, index) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === shown.id}
              title={sql}
              data-failed={'error' in answer || undefined}
              onClick={() => setChosen(id)}
            >
              {index + 1}
              <span>{firstWords(sql)}</span>
            </button>
          ))}
        </fieldset>
      )}
      <QueryAnswerView
        key={shown.id}
        outcome={shown}
        sizes={props.sizes}
        chart={props.chart}
        onChartChange={props.onChartChange}
        title={props.title}
        maxHeight={560}
      />
    </>
  );
});

function firstWords(sql: string): string {
  const line = sql
    .replaceAll(/--[^\n]*\n?|\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > 28 ? `${line.slice(0, 28)}…` : line;
}

'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { whole } from '../format/quantities';
import { ScrollX } from '../shell/scroll-x';
import { showValue } from './columns';
import classes from './compare.module.css';
import type { SentCurve } from './curves-section';

/** The table behind the curves: last, smallest and largest value of each run. */
export function CurveTable(props: {
  curves: readonly SentCurve[];
  runs: readonly ComparedRun[];
  column: string;
}) {
  const { curves, runs, column } = props;
  const t = useTranslations('compare');
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('exactValues')}</summary>
      {isOpen && (
        <ScrollX label={t('exactValues')}>
          <table className="data-table">
            <thead>
              <tr>
                <th>{t('run')}</th>
                <th className="number">{t('pick.last')}</th>
                <th className="number">{t('step')}</th>
                <th className="number">{t('pick.min')}</th>
                <th className="number">{t('pick.max')}</th>
                <th className="number">{t('pointsHead')}</th>
              </tr>
            </thead>
            <tbody>
              {curves.map(({ runId, steps, values, pointCount }) => {
                const numbers = values.filter((value) => typeof value === 'number');
                return (
                  <tr key={runId}>
                    <td>
                      <Link href={`/runs/${runId}`} prefetch={false}>
                        #{runId} {runs.find(({ id }) => id === runId)?.name}
                      </Link>
                    </td>
                    <td className="number">{showValue(column, values[values.length - 1])}</td>
                    <td className="number">{whole(steps[steps.length - 1])}</td>
                    <td className="number">
                      {showValue(column, numbers.length > 0 ? Math.min(...numbers) : null)}
                    </td>
                    <td className="number">
                      {showValue(column, numbers.length > 0 ? Math.max(...numbers) : null)}
                    </td>
                    <td className="number">{whole(pointCount)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollX>
      )}
    </details>
  );
}

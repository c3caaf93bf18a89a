'use client';

import { Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ClassMetric } from '@/db/queries/class-metrics';
import type { EvaluationRow } from '@/db/queries/run';
import { intervalOfAccuracy, percent, whole } from '../format/quantities';
import { ScrollBox } from '../shell/scroll-box';
import classes from './facts.module.css';

/** Accuracy by class of one of a run's evaluations, the worst first. */
export function ClassTable({
  evaluations,
  metrics,
}: {
  evaluations: EvaluationRow[];
  metrics: ClassMetric[];
}) {
  const t = useTranslations('run');
  const words = useTranslations('words');
  const measured = evaluations.filter(({ id }) => metrics.some(({ evaluationId }) => evaluationId === id));
  const preferred = measured.findLast(({ split }) => split === 'test') ?? measured.at(-1);
  const [kept, setKept] = useState<number>();
  const shown = measured.find(({ id }) => id === kept) ?? preferred;
  if (!shown) return null;
  const rows = metrics
    .filter(({ evaluationId }) => evaluationId === shown.id)
    .sort((a, b) => shareOf(a) - shareOf(b) || a.classIndex - b.classIndex);
  const worst = Math.min(...rows.filter(({ samples }) => samples > 0).map(shareOf));
  // Bars start below the worst class, so that classes near 100 % are told apart; the axis is named.
  const from = worst > 0.8 ? Math.floor(worst * 20) / 20 : 0;
  return (
    <div>
      <div
        style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px', alignItems: 'center', marginBottom: 4 }}
      >
        {measured.length > 1 && (
          <Select
            size="xs"
            w={240}
            aria-label={t('classesOf')}
            data={measured.map(({ id, split, engine, modelName }) => ({
              value: String(id),
              label: `${words(`split.${split}`)}, ${words(`engine.${engine}`)}, ${modelName.slice(0, 60)}`,
            }))}
            value={String(shown.id)}
            onChange={(value) => setKept(Number(value))}
          />
        )}
        <span className="muted" style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
          {t('barsFrom', { from: percent(from, 0) })}
        </span>
      </div>
      <ScrollBox label={t('byClass')}>
        <table className="data-table" data-testid="class-table">
          <thead>
            <tr>
              <th>{t('class')}</th>
              <th className="number">{t('accuracy')}</th>
              <th style={{ width: '40%' }} />
              <th className="number">{t('interval95')}</th>
              <th className="number">{t('wrong')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.classIndex}>
                <td className={classes.cut} title={row.className} dir="auto">
                  {row.className}
                </td>
                <td className="number">{row.samples > 0 ? percent(shareOf(row)) : percent(null)}</td>
                <td>
                  <div className={classes.share} aria-hidden>
                    <span style={{ width: `${Math.max(0, ((shareOf(row) - from) / (1 - from)) * 100)}%` }} />
                  </div>
                </td>
                <td className="number">{row.samples > 0 && intervalOfAccuracy(row, 1)}</td>
                <td className="number">
                  {whole(row.samples - row.correct)} / {whole(row.samples)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}

/** A class without images comes last. */
function shareOf({ correct, samples }: ClassMetric): number {
  return samples > 0 ? correct / samples : 1;
}

'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { NO_VALUE } from '../format/quantities';
import { ScrollBox } from '../shell/scroll-box';
import { configDifferences } from './config-differences';
import type { Draft } from './form-schema';
import classes from './launch.module.css';

/** The run that a form was filled from. */
export interface Original {
  runId: number;
  name: string;
  config: Draft;
}

/** What the form says differently from the run it was filled from. */
export function Differences({ original, draft }: { original: Original; draft: Draft }) {
  const t = useTranslations('launch');
  const rows = configDifferences(original.config, draft);
  return (
    <section className={classes.differences} aria-label={t('changes')} data-testid="differences">
      <h2 className={classes.heading}>
        {t.rich('changesOf', {
          run: () => (
            <Link href={`/runs/${original.runId}`}>
              {original.name} <span className="muted">#{original.runId}</span>
            </Link>
          ),
        })}
      </h2>
      {rows.length === 0 ? (
        <p className={classes.help}>{t('noChanges')}</p>
      ) : (
        <>
          {draft.name !== undefined && draft.name === original.config.name && (
            <p className={classes.help}>{t('sameName')}</p>
          )}
          <ScrollBox label={t('changes')}>
            <table className="data-table">
              <thead>
                <tr>
                  <th>{t('changedField')}</th>
                  <th>{t('before')}</th>
                  <th>{t('after')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ path, before, after }) => (
                  <tr key={path}>
                    <td className="mono">{path}</td>
                    <td className={classes.before}>{before ?? NO_VALUE}</td>
                    <td className={classes.after}>{after ?? NO_VALUE}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </section>
  );
}

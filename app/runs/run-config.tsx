'use client';

import { SegmentedControl } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ParamRow } from '@/db/queries/run';
import { CopyText } from '../format/copy-text';
import { ScrollBox } from '../shell/scroll-box';
import classes from './facts.module.css';

/** A run's config as JSON or as flat params, the command that does the run again, and the way to a changed one. */
export function RunConfigView(props: {
  runId: number;
  /** The config, indented. */
  text: string;
  /** The command line that repeats the run. */
  command: string;
  params: ParamRow[];
}) {
  const { runId, text, command, params } = props;
  const t = useTranslations('run');
  // The config of a pipeline is that of its children, who have the params.
  const hasParams = params.length > 0;
  const [form, setForm] = useState<'json' | 'params'>(hasParams ? 'params' : 'json');
  return (
    <>
      <div className={classes.controls}>
        {hasParams && (
          <SegmentedControl
            size="xs"
            aria-label={t('configForm')}
            value={form}
            onChange={(value) => setForm(value as 'json')}
            data={[
              { value: 'params', label: t('params') },
              { value: 'json', label: 'JSON' },
            ]}
          />
        )}
        <CopyText text={text} label={t('copyConfig')} />
        {hasParams && (
          <CopyText
            text={params.map(({ key, value }) => `${key}\t${value}`).join('\n')}
            label={t('copyParams')}
          />
        )}
        <Link href={`/launch?from=${runId}`} prefetch={false}>
          {t('duplicate')}
        </Link>
      </div>
      <ScrollBox label={t('config')}>
        {form === 'json' ? (
          <pre className={`mono ${classes.code} ${classes.config}`}>{text}</pre>
        ) : (
          <table className="data-table" data-testid="params">
            <tbody>
              {params.map(({ key, value }) => (
                <tr key={key}>
                  <th scope="row" className={`mono ${classes.param}`}>
                    {key}
                  </th>
                  <td className={`mono ${classes.value}`} dir="auto">
                    {value}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ScrollBox>
      <details className={classes.repeat}>
        <summary>{t('repeat')}</summary>
        <p className="muted">{t('repeatText')}</p>
        <ScrollBox label={t('repeat')}>
          <pre className={`mono ${classes.code}`}>{command}</pre>
        </ScrollBox>
      </details>
      <CopyText text={command} label={t('copyCommand')} />
    </>
  );
}

import { useTranslations } from 'next-intl';
import type { RunDetail } from '@/db/queries/run';
import { NO_VALUE } from '../format/quantities';
import classes from './facts.module.css';

/** Where and with what a run was computed. */
export function EnvironmentList({ run }: { run: RunDetail }) {
  const t = useTranslations('run');
  const dirty = run.gitDirty === 1 ? ` (${t('dirty')})` : '';
  const pairs: [name: string, value: string | number | null, isMono?: boolean][] = [
    [t('backend'), run.backend && [run.backend, run.backendVersion].filter(Boolean).join(' ')],
    ['TensorFlow.js', run.tfjsVersion],
    ['Node', run.nodeVersion],
    [t('os'), run.os],
    [t('cpu'), run.cpu],
    [t('commit'), run.gitCommit && `${run.gitCommit.slice(0, 12)}${dirty}`, true],
    [t('dataset'), run.datasetName],
    [t('datasetHash'), run.datasetHash?.slice(0, 16) ?? null, true],
    [t('seed'), run.seed],
    ['uid', run.uid, true],
  ];
  return (
    <dl className={classes.pairs}>
      {pairs.map(([name, value, isMono]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd className={isMono ? 'mono' : undefined}>{value ?? NO_VALUE}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useTranslations } from 'next-intl';
import type { RunDetail } from '@/db/queries/run';
import { NO_VALUE } from '../format/quantities';
import { CopyIcon } from './copy-icon';
import classes from './facts.module.css';

interface Pair {
  name: string;
  value: string | number | null;
  /** An id or a hash, given whole to whoever copies it. */
  copied?: string | null;
}

/** Where and with what a run was computed, and the names by which others know it. */
export function EnvironmentList({ run }: { run: RunDetail }) {
  const t = useTranslations('run');
  const dirty = run.gitDirty === 1 ? ` (${t('dirty')})` : '';
  const pairs: Pair[] = [
    { name: t('backend'), value: run.backend && [run.backend, run.backendVersion].filter(Boolean).join(' ') },
    { name: 'TensorFlow.js', value: run.tfjsVersion },
    { name: 'Node', value: run.nodeVersion },
    { name: t('os'), value: run.os },
    { name: t('cpu'), value: run.cpu },
    {
      name: t('commit'),
      value: run.gitCommit && `${run.gitCommit.slice(0, 12)}${dirty}`,
      copied: run.gitCommit,
    },
    { name: t('dataset'), value: run.datasetName },
    { name: t('datasetHash'), value: run.datasetHash?.slice(0, 16) ?? null, copied: run.datasetHash },
    { name: t('seed'), value: run.seed },
    { name: t('runId'), value: run.id, copied: String(run.id) },
    { name: 'uid', value: run.uid, copied: run.uid },
    ...(run.modelUid
      ? [
          { name: t('model'), value: `${run.modelName} v${run.modelVersion}`, copied: run.modelUid },
          { name: t('weightsHash'), value: run.weightsHash?.slice(0, 16) ?? null, copied: run.weightsHash },
        ]
      : []),
  ];
  // What nothing was computed in, as a pipeline, which only holds its children, has no machine to tell of.
  const isComputed = run.nodeVersion !== null;
  return (
    <dl className={classes.pairs}>
      {pairs
        .filter(({ value }) => isComputed || value !== null)
        .map(({ name, value, copied }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd className={copied ? 'mono' : undefined}>
              <bdi>{value ?? NO_VALUE}</bdi>{' '}
              {copied && <CopyIcon text={copied} label={t('copyNamed', { name })} />}
            </dd>
          </div>
        ))}
    </dl>
  );
}

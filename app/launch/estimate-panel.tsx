'use client';

import { useTranslations } from 'next-intl';
import type { EstimateBasis } from '@/db/queries/estimates';
import type { RunConfig } from '@/lib/domain/run-config';
import { bytes, count, duration, level, whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { estimateSize, type Knowledge, planJobs } from './estimate-size';
import { estimateTime } from './estimate-time';
import classes from './launch.module.css';

/** How long the run will take and how big its model will be, and from which runs that is known. */
export function EstimatePanel({
  config,
  knowledge,
  basis,
}: {
  /** Undefined while the form does not hold a whole config. */
  config: RunConfig | undefined;
  knowledge: Knowledge;
  basis: EstimateBasis;
}) {
  const t = useTranslations('launch');
  const jobs = config ? planJobs(config, knowledge) : [];
  const time = config && estimateTime(jobs, basis);
  const size = estimateSize(jobs.findLast(({ model }) => model !== null)?.model ?? null);
  const makesNone = config !== undefined && jobs.every((job) => job.config.method === 'sensitivity');
  return (
    <dl className={classes.estimate} data-testid="estimate">
      <dt>{t('time')}</dt>
      <dd>
        {time ? (
          <>
            <strong>{t('approximately', { value: duration(time.durationMs) })}</strong>
            {time.runIds.length > 1 && (
              <span className="muted">
                {' '}
                ({duration(time.lowMs)} – {duration(time.highMs)})
              </span>
            )}
            <div className={classes.basis}>
              {t(`basis.${time.nearness}`, { count: time.runIds.length })}
              {basis.machine && ` (${basis.machine.cpu}, ${basis.machine.backend})`}
              {basis.openRuns > 0 && ` ${t('queue', { count: basis.openRuns })}`}{' '}
              <SqlLink sql={runsSql(time.runIds)} />
            </div>
          </>
        ) : (
          <span className="muted">{t(config ? 'noHistory' : 'notYet')}</span>
        )}
      </dd>
      <dt>{t('size')}</dt>
      <dd>
        {size ? (
          <>
            <strong>{t('approximately', { value: bytes(size.storedBytes) })}</strong>
            {size.storedBytes < size.float32Bytes && (
              <span className="muted">
                {' '}
                {t('ratio', {
                  ratio: (size.float32Bytes / size.storedBytes).toFixed(1),
                  bytes: bytes(size.float32Bytes),
                })}
              </span>
            )}
            <div className={classes.basis}>
              {t('sizeFacts', {
                architecture: size.architecture,
                parameters: whole(size.parameters),
                sparsity: level(size.sparsity),
                bits: size.bits,
                macs: count(size.macs),
              })}
            </div>
          </>
        ) : (
          <span className="muted">{t(makesNone ? 'makesNone' : config ? 'noNetwork' : 'notYet')}</span>
        )}
      </dd>
    </dl>
  );
}

function runsSql(ids: readonly number[]): string {
  return `SELECT id, name, method, duration_ms, params.value_num AS epochs, cpu, backend
FROM runs LEFT JOIN params ON params.run_id = runs.id AND params.key IN ('epochs', 'finetune.epochs', 'training.epochs')
WHERE id IN (${ids.join(', ')})
ORDER BY id DESC`;
}

'use client';

import { Alert, Anchor } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ComparedRun, LeftOutRun } from '@/db/queries/compare-runs';
import classes from './compare.module.css';

/** Most run ids that one notice names. */
const MOST_NAMED = 8;

/** What a person has to know about the chosen runs: ids that are not there, runs without results, unlike networks. */
export function Notices(props: {
  runs: readonly ComparedRun[];
  leftOut: readonly LeftOutRun[];
  /** Ids beyond the most that are compared at once. */
  tooMany: number;
  onForget: () => void;
}) {
  const { runs, leftOut, tooMany, onForget } = props;
  const t = useTranslations('compare');
  const named = (members: readonly { id: number }[]) =>
    members
      .slice(0, MOST_NAMED)
      .map(({ id }) => `#${id}`)
      .join(', ') + (members.length > MOST_NAMED ? ' …' : '');
  const unknown = leftOut.filter(({ reason }) => reason === 'unknown');
  const trashed = leftOut.filter(({ reason }) => reason === 'trashed');
  const failed = runs.filter(({ status }) => status === 'failed' || status === 'killed');
  const going = runs.filter(({ status }) => status === 'running' || status === 'scheduled');
  const bare = runs.filter(({ status, modelId }) => status === 'finished' && modelId === null);
  const networks = new Set(runs.flatMap(({ facts }) => (facts.architecture ? [facts.architecture] : [])));
  return (
    <>
      {(leftOut.length > 0 || tooMany > 0) && (
        <Alert color="yellow" mb="sm" role="status">
          {unknown.length > 0 && <div>{t('unknown', { count: unknown.length, ids: named(unknown) })}</div>}
          {trashed.length > 0 && <div>{t('trashed', { count: trashed.length, ids: named(trashed) })}</div>}
          {tooMany > 0 && <div>{t('tooMany', { count: tooMany })}</div>}
          <Anchor component="button" type="button" size="sm" onClick={onForget}>
            {t('forget')}
          </Anchor>
        </Alert>
      )}
      {(failed.length > 0 || going.length > 0 || bare.length > 0 || networks.size > 1) && (
        <ul className={classes.notices}>
          {going.length > 0 && <li>{t('going', { count: going.length, ids: named(going) })}</li>}
          {failed.length > 0 && (
            <li>
              {t('failed', { count: failed.length, ids: named(failed) })}
              {failed.length <= 3 &&
                failed.map(({ id, errorMessage }) =>
                  errorMessage ? (
                    <div key={id}>
                      <Link href={`/runs/${id}`}>#{id}</Link>{' '}
                      <span lang="en">{errorMessage.slice(0, 300)}</span>
                    </div>
                  ) : null,
                )}
            </li>
          )}
          {bare.length > 0 && <li>{t('bare', { count: bare.length, ids: named(bare) })}</li>}
          {networks.size > 1 && (
            <li>{t('networks', { names: [...networks].slice(0, MOST_NAMED).join(', ') })}</li>
          )}
        </ul>
      )}
    </>
  );
}

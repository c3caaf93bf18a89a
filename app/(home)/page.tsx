import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { isTrashed } from '@/db/queries/experiments';
import { openDatabase } from '../data/database';
import { read } from '../data/read';
import { ExperimentTable, TrashedExperiments } from '../experiments/experiment-table';
import { experimentsSql } from '../experiments/experiments-sql';
import { SqlLink } from '../format/sql-link';
import { LiveRefresh } from '../live/live-refresh';
import { GridLater } from '../runs/grid/grid-later';
import { EmptyState, PageBody } from '../shell/page-body';

/** Experiments shown on one page: those with the newest runs. */
const MOST_EXPERIMENTS = 200;

export default async function ExperimentsPage() {
  const t = await getTranslations('experiments');
  await openDatabase();
  const experiments = await read('listExperiments', MOST_EXPERIMENTS);
  const trashed = experiments.filter(isTrashed);
  return (
    <PageBody
      title={t('title')}
      below={
        experiments.length === MOST_EXPERIMENTS && <span>{t('newest', { count: MOST_EXPERIMENTS })}</span>
      }
      actions={experiments.length > 0 && <SqlLink sql={experimentsSql(false)} />}
    >
      <LiveRefresh />
      <GridLater />
      {experiments.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>
          <p>{t.rich('emptyText', { launch: (text) => <Link href="/launch">{text}</Link> })}</p>
          <pre className="mono">npm run demo</pre>
        </EmptyState>
      ) : (
        <ExperimentTable experiments={experiments.filter((experiment) => !isTrashed(experiment))} />
      )}
      {trashed.length > 0 && (
        <details>
          <summary>{t('trash', { count: trashed.length })}</summary>
          <SqlLink sql={experimentsSql(true)} />
          <TrashedExperiments experiments={trashed} />
        </details>
      )}
    </PageBody>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { getExperiment, isTrashed } from '@/db/queries/experiments';
import { listSensitivityMaps } from '@/db/queries/sensitivity';
import { runGridQuerySchema } from '@/lib/domain/run-grid-query';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';
import { read } from '../../data/read';
import { When } from '../../format/when';
import { LiveRefresh } from '../../live/live-refresh';
import { type PageParameters, readInitialRuns } from '../../runs/grid/read-initial-runs';
import { RunsGrid } from '../../runs/grid/runs-grid';
import { EmptyState, PageBody, Section } from '../../shell/page-body';
import { ExperimentMenu } from '../experiment-menu';
import { HeatMap, HeatMapLegend } from '../heat-map';
import classes from '../heat-map.module.css';
import { RunCounts } from '../run-counts';
import { TradeOff } from '../trade-off';
import { TrashButtons } from '../trash-buttons';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<PageParameters>;
}

/** Runs drawn in the scatter; more would cover each other. */
const MOST_DOTS = 500;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idFromPath((await params).id);
  const db = await openDatabase();
  return { title: orNotFound(() => getExperiment(db, id)).name };
}

export default async function ExperimentPage({ params, searchParams }: Props) {
  const id = idFromPath((await params).id);
  const db = await openDatabase();
  const t = await getTranslations('experiments');
  const experiment = orNotFound(() => getExperiment(db, id));
  const maps = listSensitivityMaps(db, id);
  const runs = await readInitialRuns({ experimentId: id }, await searchParams);
  const dots = await read(
    'listGridRuns',
    runGridQuerySchema.parse({
      experimentId: id,
      sort: [{ column: 'accuracy', descending: true }],
      limit: MOST_DOTS,
    }),
  );
  const named = { id, name: experiment.name, description: experiment.description };
  return (
    <PageBody
      above={<Link href="/">{t('title')}</Link>}
      title={experiment.name}
      actions={<ExperimentMenu experiment={named} isTrashed={isTrashed(experiment)} />}
      below={
        <>
          <RunCounts counts={experiment.runsByStatus} />
          <span>{t('by', { people: experiment.people.join(', ') || experiment.createdBy })}</span>
          <span>
            {t('lastActivity')} <When at={experiment.lastActivityAt} />
          </span>
        </>
      }
    >
      <LiveRefresh />
      {experiment.description && (
        <p style={{ maxWidth: '80ch', whiteSpace: 'pre-wrap' }}>{experiment.description}</p>
      )}
      {isTrashed(experiment) && (
        <p style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }} role="status">
          {t('inTrash', { count: experiment.trashedRuns })} <TrashButtons experiment={named} />
        </p>
      )}
      <Section title={t('sensitivity')}>
        {maps.length === 0 ? (
          <EmptyState title={t('noSensitivity')}>
            <p>
              {t.rich('noSensitivityText', {
                launch: (text) => <Link href="/launch?method=sensitivity">{text}</Link>,
              })}
            </p>
          </EmptyState>
        ) : (
          <>
            <div className={classes.grid}>
              {maps.map((map) => (
                <HeatMap key={map.runId} map={map} />
              ))}
            </div>
            <HeatMapLegend />
          </>
        )}
      </Section>
      <TradeOff runs={dots.rows} experimentId={id} />
      <Section title={t('runs')}>
        <RunsGrid experimentId={id} initial={runs} height={560} />
      </Section>
    </PageBody>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { LiveRefresh } from '../../live/live-refresh';
import { EmptyState, PageBody } from '../../shell/page-body';
import { GridAhead } from '../grid/grid-ahead';
import { type PageParameters, readInitialRuns } from '../grid/read-initial-runs';
import { RunsGrid } from '../grid/runs-grid';

interface Props {
  searchParams: Promise<PageParameters>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('title') };
}

export default async function RunsPage({ searchParams }: Props) {
  const t = await getTranslations('runs');
  const initial = await readInitialRuns({}, await searchParams);
  return (
    <PageBody title={t('title')}>
      {initial.isEmpty ? (
        <>
          {/* The first run of anybody brings the grid. */}
          <LiveRefresh />
          <EmptyState title={t('emptyTitle')}>
            <p>{t.rich('emptyText', { launch: (text) => <Link href="/launch">{text}</Link> })}</p>
          </EmptyState>
        </>
      ) : (
        <>
          <GridAhead />
          <RunsGrid initial={initial} height={760} />
        </>
      )}
    </PageBody>
  );
}

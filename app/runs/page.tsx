import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { listRuns } from '@/db/queries/run-list';
import { openDatabase } from '../data/database';
import { EmptyState, PageBody } from '../shell/page-body';
import { RUNS_BLOCK } from './runs-block';
import { RunsTable } from './runs-table';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('title') };
}

export default async function RunsPage() {
  const t = await getTranslations('runs');
  const initial = listRuns(await openDatabase(), { limit: RUNS_BLOCK });
  return (
    <PageBody title={t('title')}>
      {initial.total === 0 ? (
        <EmptyState title={t('emptyTitle')}>
          <p>{t.rich('emptyText', { launch: (text) => <Link href="/launch">{text}</Link> })}</p>
        </EmptyState>
      ) : (
        <RunsTable initial={initial} height={760} />
      )}
    </PageBody>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { MOST_COMPARED_RUNS } from '@/db/queries/compare-runs';
import { read } from '../data/read';
import { requireAccess } from '../session/access';
import { EmptyState, PageBody } from '../shell/page-body';
import { CompareView } from './compare-view';
import { LeftOutRuns } from './left-out-runs';
import { readComparedValues } from './read-comparison';
import { RunPicker } from './run-picker';
import { parseAddress } from './settings';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('compare'))('title') };
}

export default async function ComparePage({ searchParams }: Props) {
  await requireAccess();
  const t = await getTranslations('compare');
  const { runIds: asked, settings } = parseAddress(toQuery(await searchParams));
  const { runs, leftOut } = await read('selectRuns', asked.slice(0, MOST_COMPARED_RUNS));
  const runIds = runs.map(({ id }) => id);
  if (runs.length < 2) {
    return (
      <PageBody title={t('title')}>
        <EmptyState title={t(runs.length === 0 ? 'emptyTitle' : 'oneTitle')}>
          {runs.length === 1 && (
            <p>
              <Link href={`/runs/${runs[0].id}`}>
                #{runs[0].id} {runs[0].name}
              </Link>
            </p>
          )}
          <LeftOutRuns leftOut={leftOut} />
          <p>
            {t.rich('emptyText', {
              runs: (text) => (
                <Link href="/runs" style={{ textDecoration: 'underline' }}>
                  {text}
                </Link>
              ),
            })}
          </p>
          <RunPicker runIds={runIds} settings={settings} />
        </EmptyState>
      </PageBody>
    );
  }
  const { tables, defaultMetric, epochKeys } = await readComparedValues(runIds, settings);
  const people = new Map<string, number>();
  for (const { createdBy } of runs) people.set(createdBy, (people.get(createdBy) ?? 0) + 1);
  return (
    <PageBody
      title={t('title')}
      below={
        <>
          <span>{t('count', { count: runs.length })}</span>
          <span>
            {t('people', {
              people: [...people]
                .map(([person, count]) => `${person} (${count})`)
                .slice(0, 8)
                .join(', '),
            })}
          </span>
        </>
      }
    >
      <CompareView
        runs={runs}
        leftOut={leftOut}
        tooMany={Math.max(0, asked.length - MOST_COMPARED_RUNS)}
        settings={settings}
        tables={tables}
        defaultMetric={defaultMetric}
        epochKeys={epochKeys}
      />
    </PageBody>
  );
}

/** Next's search params as the browser's. */
function toQuery(given: Record<string, string | string[] | undefined>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) query.append(name, one);
  }
  return query;
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { MOST_COMPARED_RUNS } from '@/db/queries/compare-runs';
import type { ColumnChoice } from '@/db/queries/compare-values';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { metricKind } from '@/lib/domain/metric-kind';
import { read } from '../data/read';
import { EPOCH_KEYS } from '../runs/curves/curve-x';
import { requireAccess } from '../session/access';
import { EmptyState, PageBody } from '../shell/page-body';
import { CompareView } from './compare-view';
import { LeftOutRuns } from './left-out-runs';
import { MOST_CHOICES, MOST_KEYS } from './limits';
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
  const query = { onlyDiffering: !settings.all, search: settings.search, limit: MOST_KEYS };
  const [params, metrics, curves, epochs] = await Promise.all([
    read('compareParams', runIds, query),
    read('compareMetrics', runIds, settings.pick, query),
    read('listColumnChoices', runIds, { search: '', limit: MOST_CHOICES, onlyMetrics: true }),
    read('listColumnChoices', runIds, { search: 'epoch', limit: MOST_CHOICES, onlyMetrics: true }),
  ]);
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
        tables={{ params, metrics }}
        defaultMetric={favourite(curves.choices)}
        epochKeys={EPOCH_KEYS.filter((key) =>
          epochs.choices.some(({ column }) => column === `metric:last:${key}`),
        )}
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

/** What is looked at first; test metrics are one point and come last. */
const FAVOURITES: ((key: string) => boolean)[] = [
  (key) => key === METRIC_KEYS.validationAccuracy,
  (key) => !key.startsWith('test/') && metricKind(key).word === 'accuracy',
  (key) => !key.startsWith('test/') && metricKind(key).word === 'loss',
  (key) => !key.startsWith('test/'),
  () => true,
];

/** The metric whose curves are shown when nobody has chosen: the first favourite that at least half as many runs have as any. */
function favourite(choices: readonly ColumnChoice[]): string | undefined {
  const most = Math.max(...choices.map(({ runs }) => runs));
  const common = choices.filter(({ runs }) => runs * 2 >= most).sort((a, b) => b.runs - a.runs);
  const keys = common.map(({ column }) => column.replace(/^metric:last:/, ''));
  for (const isFavourite of FAVOURITES) {
    const key = keys.find(isFavourite);
    if (key !== undefined) return key;
  }
  return undefined;
}

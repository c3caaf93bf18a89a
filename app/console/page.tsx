import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import { type ConnectionSummary, listConnections } from '@/db/console/connections';
import { QUERY_LIMITS } from '@/db/console/limits';
import { listSchema } from '@/db/console/schema-list';
import { findSavedQuery } from '@/db/saved-queries';
import { connectionsPath, dataDir } from '@/lib/domain/data-dir';
import { trackingDatabase } from '../data/database';
import { read } from '../data/read';
import { describeIn } from '../i18n/descriptions';
import { toLocale } from '../i18n/locale';
import { requireAccess } from '../session/access';
import { PageBody } from '../shell/page-body';
import { LAYOUT_COOKIE, parseLayout } from './console-layout';
import { queryPool } from './engine';
import { SqlConsole } from './sql-console';

export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('console'))('title') };
}

/** The connections by name; undefined when their file cannot be read, which only an administrator can mend. */
function knownConnections(): ConnectionSummary[] | undefined {
  try {
    return listConnections(connectionsPath(dataDir()));
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

interface Props {
  searchParams: Promise<{ q?: string | string[] }>;
}

export default async function ConsolePage({ searchParams }: Props) {
  await requireAccess();
  const t = await getTranslations('console');
  const [schema, sizes] = await Promise.all([
    describeIn(toLocale(await getLocale()), listSchema(trackingDatabase())),
    read('listTableSizes'),
  ]);
  const connections = knownConnections();
  const { q } = await searchParams;
  const linked = typeof q === 'string' ? findSavedQuery(trackingDatabase(), q) : undefined;
  const { missing } = queryPool().enforcement;
  const notices = [
    ...(typeof q === 'string' && !linked ? [t('noSuchQuery')] : []),
    ...(connections ? [] : [t('connectionsUnread')]),
    t('limitsHelp', { seconds: QUERY_LIMITS.timeoutMs / 1000, rows: QUERY_LIMITS.maxRows }),
    ...(missing.length > 0 ? [t('limitsMissing', { what: missing.join(', ') })] : []),
  ];
  return (
    <PageBody title={t('title')} below={t('lead')}>
      <SqlConsole
        schema={schema}
        sizes={sizes}
        notices={notices}
        linked={linked}
        connections={connections ?? []}
        layout={parseLayout((await cookies()).get(LAYOUT_COOKIE)?.value)}
      />
    </PageBody>
  );
}

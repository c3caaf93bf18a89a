import { getTranslations } from 'next-intl/server';
import { PageBody } from './shell/page-body';

export default async function ExperimentsPage() {
  const t = await getTranslations('experiments');
  return <PageBody title={t('title')}>…</PageBody>;
}

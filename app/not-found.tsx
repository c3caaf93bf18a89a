import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageBody } from './shell/page-body';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('shell'))('notFoundTitle') };
}

export default async function NotFound() {
  const t = await getTranslations('shell');
  return (
    <PageBody title={t('notFoundTitle')}>
      <p>{t('notFoundText')}</p>
      <Link href="/">{t('toStart')}</Link>
    </PageBody>
  );
}

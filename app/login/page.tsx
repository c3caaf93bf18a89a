import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { PageBody } from '../shell/page-body';
import { LoginForm } from './login-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('login'))('title') };
}

export default async function LoginPage() {
  const t = await getTranslations('login');
  const path = (await headers()).get('x-path') ?? '/';
  return (
    <main>
      <PageBody title={t('title')}>
        <p>{t('text')}</p>
        <LoginForm next={path.startsWith('/login') ? '/' : path} />
      </PageBody>
    </main>
  );
}

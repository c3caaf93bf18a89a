import dynamic from 'next/dynamic';
import { getTranslations } from 'next-intl/server';
import { PageBody } from './shell/page-body';

// Every page has this one beside it; its form comes where it is shown.
const LoginForm = dynamic(() => import('./login/login-form').then((module) => module.LoginForm));

export default async function Unauthorized() {
  const t = await getTranslations('login');
  return (
    <main>
      <PageBody title={t('title')}>
        <p>{t('text')}</p>
        <LoginForm />
      </PageBody>
    </main>
  );
}

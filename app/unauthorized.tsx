import { getTranslations } from 'next-intl/server';
import { LoginForm } from './login/login-form';
import { PageBody } from './shell/page-body';

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

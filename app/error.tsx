'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { PageBody } from './shell/page-body';

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations('shell');
  return (
    <PageBody title={t('errorTitle')}>
      <p>{t('errorText')}</p>
      {error.digest && <p className="mono muted">{t('errorReference', { digest: error.digest })}</p>}
      <Button onClick={reset}>{t('tryAgain')}</Button>
    </PageBody>
  );
}

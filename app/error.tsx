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
  // React keeps that a part's code did not come: drawing it again would not ask for it.
  const isCodeMissing = error.name === 'ChunkLoadError';
  return (
    <PageBody title={t('errorTitle')}>
      <p>{t(isCodeMissing ? 'codeMissing' : 'errorText')}</p>
      {error.digest && <p className="mono muted">{t('errorReference', { digest: error.digest })}</p>}
      <Button onClick={() => (isCodeMissing ? window.location.reload() : reset())}>{t('tryAgain')}</Button>
    </PageBody>
  );
}

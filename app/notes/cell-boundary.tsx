'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Component, type ReactNode } from 'react';

/**
 * Keeps a fault of what it holds to itself, such as code that does not come while the network is away: the other cells
 * stay, and with them what is being written.
 */
export class CellBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <NotShown /> : this.props.children;
  }
}

function NotShown() {
  const t = useTranslations('writing');
  return (
    <Alert color="red" role="alert">
      {t('cellNotShown')}{' '}
      <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
        {t('reload')}
      </Button>
    </Alert>
  );
}

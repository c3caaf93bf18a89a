'use client';

import { MantineThemeProvider, type NotificationProps } from '@mantine/core';
import { useNotifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

const Notifications = dynamic(() => import('@mantine/notifications').then((module) => module.Notifications), {
  ssr: false,
  loading: () => null,
});

/** Where notices appear; its code comes with the first one. */
export function Notices() {
  const t = useTranslations('shell');
  const { notifications } = useNotifications();
  const [isWanted, setWanted] = useState(false);
  if (notifications.length > 0 && !isWanted) setWanted(true);
  const props: Partial<NotificationProps> = { closeButtonProps: { 'aria-label': t('closeNotice') } };
  return (
    isWanted && (
      <MantineThemeProvider theme={{ components: { Notification: { defaultProps: props } } }}>
        <Notifications position="bottom-right" />
      </MantineThemeProvider>
    )
  );
}

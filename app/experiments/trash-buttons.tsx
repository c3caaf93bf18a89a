'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { restoreExperiment } from './actions';
import type { NamedExperiment } from './experiment-menu';

const PurgeDialog = dynamic(() => import('./experiment-dialogs').then((file) => file.PurgeDialog), {
  ssr: false,
});

/** Takes an experiment out of the trash, or deletes it for good. */
export function TrashButtons({ experiment }: { experiment: NamedExperiment }) {
  const t = useTranslations('experiments');
  const router = useRouter();
  const [isPurging, setPurging] = useState(false);
  const [isPending, startTransition] = useTransition();
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <Button
        variant="default"
        loading={isPending}
        onClick={() =>
          startTransition(async () => {
            const fault = await restoreExperiment(experiment.id);
            if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
            router.refresh();
          })
        }
      >
        {t('restore')}
      </Button>
      <Button variant="default" onClick={() => setPurging(true)}>
        {t('purge')}
      </Button>
      {isPurging && <PurgeDialog experiment={experiment} onClose={() => setPurging(false)} />}
    </span>
  );
}

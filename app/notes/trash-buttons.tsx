'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { restoreNote } from './trash-actions';

const PurgeDialog = dynamic(() => import('./purge-dialog').then((file) => file.PurgeDialog), { ssr: false });

/** Takes a note out of the trash. */
export function RestoreButton({ noteId }: { noteId: number }) {
  const t = useTranslations('notes');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={isPending}
      onClick={() =>
        startTransition(async () => {
          const fault = await restoreNote(noteId).catch(() => ({ message: t('unreachable') }));
          if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
          router.refresh();
        })
      }
    >
      {t('restoreNote')}
    </Button>
  );
}

/** Deletes a note of the trash for good, once that was confirmed. */
export function PurgeButton({ note }: { note: { id: number; title: string } }) {
  const t = useTranslations('notes');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button size="compact-xs" variant="default" color="red" onClick={() => setAsking(true)}>
        {t('purgeNote')}
      </Button>
      {isAsking && <PurgeDialog note={note} onClose={() => setAsking(false)} />}
    </>
  );
}

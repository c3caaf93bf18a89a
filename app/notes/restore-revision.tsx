'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { tellNoteChangedHere } from './changes-here';
import { restoreRevision } from './version-actions';

/** Makes an earlier revision what the note says, and goes to the note. */
export function RestoreRevision({ noteId, revision }: { noteId: number; revision: number }) {
  const t = useTranslations('notes');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const restore = () =>
    startTransition(async () => {
      const fault = await restoreRevision({ noteId, revision }).catch(() => ({ message: t('unreachable') }));
      if (fault) {
        notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
        return;
      }
      notifications.show({ message: t('revisionRestored', { revision }) });
      tellNoteChangedHere(noteId);
      router.push(`/notes/${noteId}`);
      router.refresh();
    });
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isPending}
      title={t('restoreRevisionHelp', { revision })}
      onClick={restore}
    >
      {t('restore')}
    </Button>
  );
}

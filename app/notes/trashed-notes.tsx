'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import type { TrashedNote } from '@/db/notes/note-trash';
import classes from './notes.module.css';
import { purgeNote, restoreNote } from './trash-actions';

/** Notes in the trash: each can be read, taken out, or deleted for good. */
export function TrashedNotes({ notes }: { notes: readonly TrashedNote[] }) {
  const t = useTranslations('notes');
  const format = useFormatter();
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const act = (action: typeof restoreNote, id: number) =>
    startTransition(async () => {
      const fault = await action(id).catch(() => ({ message: t('unreachable') }));
      if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
      router.refresh();
    });
  return (
    <ul className={classes.history}>
      {notes.map(({ id, title, deletedBy, deletedAt }) => (
        <li key={id}>
          <Link href={`/notes/${id}`}>{title}</Link>
          <span className="muted">
            {t('trashLine', {
              name: deletedBy,
              when: format.dateTime(new Date(deletedAt), { dateStyle: 'medium', timeStyle: 'short' }),
            })}
          </span>
          <Button
            size="compact-xs"
            variant="default"
            disabled={isPending}
            onClick={() => act(restoreNote, id)}
          >
            {t('restoreNote')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            color="red"
            disabled={isPending}
            onClick={() => act(purgeNote, id)}
          >
            {t('purgeNote')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

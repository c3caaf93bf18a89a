'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { randomId } from '../console/random-id';
import { makeNote } from './open-actions';

/** Makes a note and opens it. */
export function NewNoteButton() {
  const t = useTranslations('notes');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [error, setError] = useState('');
  return (
    <>
      {error && <span role="alert">{error}</span>}
      <Button
        leftSection={<IconPlus size={15} />}
        loading={isPending}
        onClick={() =>
          startTransition(async () => {
            const made = await makeNote(randomId());
            if ('noteId' in made) router.push(`/notes/${made.noteId}`);
            else setError(made.fault?.message ?? '');
          })
        }
      >
        {t('newNote')}
      </Button>
    </>
  );
}

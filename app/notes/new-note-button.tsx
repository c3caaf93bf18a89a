'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { randomId } from '../console/random-id';
import { createNote } from './actions';

/** Makes a note and opens it. */
export function NewNoteButton() {
  const t = useTranslations('notes');
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
            const failure = await createNote(randomId());
            if (failure) setError(failure.error.message);
          })
        }
      >
        {t('newNote')}
      </Button>
    </>
  );
}

'use client';

import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUpload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { useIsHydrated } from '../shell/use-is-hydrated';
import { importNote } from './import-actions';

/** Makes a note of a file and opens it. */
export function ImportButton() {
  const t = useTranslations('notes');
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  // Scripts open the dialog.
  const isHydrated = useIsHydrated();
  const take = (file: File | null) => {
    if (!file) return;
    startTransition(async () => {
      const text = textOf(await file.arrayBuffer());
      const answer =
        text === undefined
          ? { error: { message: t('importFault.text') } }
          : await importNote({ fileName: file.name, text }).catch(() => ({
              error: { message: t('unreachable') },
            }));
      if ('error' in answer)
        notifications.show({ color: 'red', title: t('notDone'), message: answer.error.message });
      else router.push(`/notes/${answer.noteId}`);
    });
  };
  return (
    <FileButton accept=".md,.markdown,.ipynb" onChange={take} inputProps={{ 'aria-label': t('importNote') }}>
      {(button) => (
        <Button
          {...button}
          variant="default"
          leftSection={<IconUpload size={15} />}
          loading={isPending}
          disabled={!isHydrated}
          title={t('importHelp')}
        >
          {t('importNote')}
        </Button>
      )}
    </FileButton>
  );
}

/** The text of a file; undefined for what is none in UTF-8. */
function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

/** Keeps images for a note and gives the Markdown that shows them; `isUploading` while one is on its way. */
export function useImageUpload(noteId: number, insert: (markdown: string) => void) {
  const t = useTranslations('notes');
  const [isUploading, setUploading] = useState(false);
  const upload = async (files: readonly File[]) => {
    setUploading(true);
    for (const file of files) {
      const answer = await send(noteId, file).catch(() => ({ message: t('unreachable') }));
      if ('url' in answer) insert(`![${file.name.replace(/[[\]\\\n]/g, ' ').trim()}](${answer.url})\n`);
      else notifications.show({ color: 'red', title: t('notDone'), message: answer.message });
    }
    setUploading(false);
  };
  return { isUploading, upload };
}

async function send(noteId: number, file: File): Promise<{ url: string } | { message: string }> {
  const response = await fetch(`/api/notes/${noteId}/images`, { method: 'POST', body: file });
  const answer = (await response.json()) as { url: string } | { error: { message: string } };
  return 'error' in answer ? { message: answer.error.message } : answer;
}

/** The images among what was pasted or dropped. */
export function imagesOf(data: DataTransfer): File[] {
  return [...data.files].filter(({ type }) => type.startsWith('image/'));
}

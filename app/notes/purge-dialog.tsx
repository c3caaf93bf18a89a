'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '../shell/ask-dialogs';
import { purgeNote } from './trash-actions';

/** Asks whether a note of the trash shall be deleted for good. */
export function PurgeDialog({ note, onClose }: { note: { id: number; title: string }; onClose: () => void }) {
  const t = useTranslations('notes');
  const router = useRouter();
  return (
    <ConfirmDialog
      title={t('purgeTitle', { title: note.title })}
      action={t('purgeNote')}
      act={async () => {
        const fault = await purgeNote(note.id).catch(() => ({ message: t('unreachable') }));
        if (!fault) router.refresh();
        return fault?.message;
      }}
      onClose={onClose}
    >
      <p>{t('purgeText')}</p>
    </ConfirmDialog>
  );
}

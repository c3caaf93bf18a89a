'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconDownload, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { showUndo } from '../shell/show-undo';
import { printNote } from './print-note';
import { deleteNote, restoreNote } from './trash-actions';

/** What is done with a note as a whole: its files, and the trash. */
export function NoteMenu(props: { noteId: number; title: string; isSaved: boolean }) {
  const { noteId, isSaved } = props;
  const t = useTranslations('notes');
  const writing = useTranslations('writing');
  const router = useRouter();
  const tell = (message: string) => notifications.show({ color: 'red', title: t('notDone'), message });
  const remove = async () => {
    const fault = await deleteNote(noteId).catch(() => ({ message: t('unreachable') }));
    if (fault) return tell(fault.message);
    router.push('/notes');
    showUndo(t('trashed', { title: props.title }), t('undo'), async () => {
      const kept = await restoreNote(noteId).catch(() => ({ message: t('unreachable') }));
      if (kept) tell(kept.message);
      router.refresh();
    });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('more')}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(['html', 'md', 'ipynb'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={`/api/notes/${noteId}/export?format=${format}`}
            download
            disabled={!isSaved}
            leftSection={<IconDownload size={15} />}
          >
            {writing(`exportAs.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconPrinter size={15} />}
          disabled={!isSaved}
          onClick={() => void printNote(noteId).catch(() => tell(t('unreachable')))}
        >
          {writing('print')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={15} />}
          disabled={!isSaved}
          onClick={() => void remove()}
        >
          {t('toTrash')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

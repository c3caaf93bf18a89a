'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconDownload, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { printNote } from './print-note';
import { deleteNote } from './trash-actions';

/** What is done with a note as a whole: its files, and the trash. */
export function NoteMenu({ noteId, isSaved }: { noteId: number; isSaved: boolean }) {
  const t = useTranslations('notes');
  const writing = useTranslations('writing');
  const router = useRouter();
  const remove = async () => {
    const fault = await deleteNote(noteId).catch(() => ({ message: t('unreachable') }));
    if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
    else router.push('/notes');
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
          onClick={() =>
            void printNote(noteId).catch(() =>
              notifications.show({ color: 'red', title: t('notDone'), message: t('unreachable') }),
            )
          }
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

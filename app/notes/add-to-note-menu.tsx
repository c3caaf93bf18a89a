'use client';

import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { addToNote } from './actions';
import { AddButton, type Addition } from './add-to-note-button';
import { tellNoteChangedHere } from './changes-here';
import { readNoteChoices } from './open-actions';
import { TemplateItems, useStudy } from './template-items';

/** Notes that the menu offers, those changed last. */
const MOST_OFFERED = 10;

/** The notes that something can be added to; it opens when it comes. */
export function AddToNoteMenu({ cells, title, runIds = [] }: Addition) {
  const t = useTranslations('notes');
  const router = useRouter();
  const { begin } = useStudy(runIds);
  const [opened, setOpened] = useState(true);
  const [notes, setNotes] = useState<{ id: number; title: string }[]>();
  useEffect(() => {
    if (opened)
      readNoteChoices().then(
        (found) => setNotes(found.slice(0, MOST_OFFERED)),
        () => setNotes([]),
      );
  }, [opened]);
  const add = async (note?: { id: number; title: string }) => {
    const answer = await addToNote({ noteId: note?.id, title, cells: cells() }).catch(() => ({
      error: { message: t('unreachable') },
    }));
    if ('error' in answer) {
      notifications.show({ color: 'red', title: t('notDone'), message: answer.error.message });
      return;
    }
    // A new note wants a title and words; to one that is there something is added while looking.
    if (!note) return router.push(`/notes/${answer.noteId}`);
    tellNoteChangedHere(note.id);
    notifications.show({
      message: (
        <>
          {t('addedTo')} <Link href={`/notes/${note.id}`}>{note.title}</Link>
        </>
      ),
    });
  };
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <AddButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={15} />} onClick={() => void add()}>
          {t('newNote')}
        </Menu.Item>
        {notes && notes.length > 0 && <Menu.Divider />}
        {notes?.map((note) => (
          <Menu.Item key={note.id} maw={320} onClick={() => void add(note)}>
            <span className="muted">#{note.id}</span> {note.title}
          </Menu.Item>
        ))}
        {runIds.length > 0 && (
          <>
            <Menu.Divider />
            <TemplateItems runCount={runIds.length} onBegin={begin} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

'use client';

import { Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactElement, useEffect, useState } from 'react';
import type { Addition } from './add-to-note-button';
import { readNoteChoices } from './open-actions';
import { TemplateItems, useStudy } from './template-items';
import { useAddToNote } from './use-add-to-note';

/** Notes that the menu offers, those changed last. */
const MOST_OFFERED = 10;

/** The notes that something can be added to, on a button; it opens when it comes. */
export function AddToNoteMenu({ target, ...addition }: Addition & { target: ReactElement }) {
  const { runIds = [] } = addition;
  const t = useTranslations('notes');
  const add = useAddToNote(addition);
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
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>{target}</Menu.Target>
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

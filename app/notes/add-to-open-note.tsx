'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconChevronDown, IconNotes } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Addition } from './add-to-note-button';
import { AddToNoteMenu } from './add-to-note-menu';
import type { OpenNote } from './pane/use-note-pane';
import { useAddToNote } from './use-add-to-note';

/** A button that adds what a page shows to the note beside it, and an arrow to choose another one. */
export function AddToOpenNote({ note, ...addition }: Addition & { note: OpenNote }) {
  const t = useTranslations('notes');
  const add = useAddToNote(addition);
  const [isWanted, setWanted] = useState(false);
  const label = t('addToThis', { title: note.title });
  const arrow = (
    <ActionIcon variant="default" size={30} aria-label={t('addToOther')} onClick={() => setWanted(true)}>
      <IconChevronDown size={14} />
    </ActionIcon>
  );
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<IconNotes size={14} />}
        maw={260}
        onClick={() => void add(note)}
      >
        <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{label}</span>
      </Button>
      {isWanted ? <AddToNoteMenu {...addition} target={arrow} /> : arrow}
    </Button.Group>
  );
}

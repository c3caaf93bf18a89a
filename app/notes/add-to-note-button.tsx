'use client';

import { Button } from '@mantine/core';
import { IconNotes } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { NoteCellInput } from '@/lib/domain/note-content';

/** What a page sends into a note. */
export interface Addition {
  /** The cells, each with a uid of its own. */
  cells: () => NoteCellInput[];
  /** Title of a new note. */
  title: string;
  /** Runs that a study can begin with; none where the page shows something else. */
  runIds?: readonly number[];
}

/** The button that something is added to a note with; a menu hangs on it. */
export function AddButton(props: { onClick?: () => void; ref?: React.Ref<HTMLButtonElement> }) {
  const t = useTranslations('notes');
  return (
    <Button variant="default" leftSection={<IconNotes size={14} />} {...props}>
      {t('addToNote')}
    </Button>
  );
}

'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { NoteCell } from '@/lib/domain/note-content';
import { newNoteCell } from '@/lib/domain/note-content';
import { EXAMPLES } from '../console/examples';
import { randomId } from '../console/random-id';
import classes from './notes.module.css';

/** The buttons below a note that add a cell to its end. */
export const AddCell = memo(function AddCell(props: {
  /** Uid of the last SQL cell with a query, which a chart draws; undefined when there is none. */
  lastQuery: string | undefined;
  onAdd: (cell: NoteCell) => void;
}) {
  const { lastQuery, onAdd } = props;
  const t = useTranslations('notes');
  const add = (label: string, make: () => NoteCell, disabled = false) => (
    <Button
      key={label}
      variant="default"
      leftSection={<IconPlus size={15} />}
      disabled={disabled}
      onClick={() => onAdd(make())}
    >
      {label}
    </Button>
  );
  return (
    <fieldset className={classes.add} aria-label={t('addCell')}>
      {add(t('addText'), () => newNoteCell('markdown', randomId()))}
      {add(t('addSql'), () => newNoteCell('sql', randomId(), lastQuery ? '' : EXAMPLES[0].sql))}
      {add(
        t('type.chart'),
        () => ({
          ...newNoteCell('chart', randomId()),
          settings: { cellUid: lastQuery ?? null, spec: null },
        }),
        !lastQuery,
      )}
      {(['parameter', 'run', 'comparison', 'launch'] as const).map((type) =>
        add(t(`type.${type}`), () => newNoteCell(type, randomId())),
      )}
    </fieldset>
  );
});

'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef } from 'react';
import type { NoteCell } from '@/lib/domain/note-content';
import { newNoteCell } from '@/lib/domain/note-content';
import { EXAMPLES } from '../console/examples';
import { randomId } from '../console/random-id';
import classes from './notes.module.css';

/** The buttons that add a cell, by its type. */
export const AddCell = memo(function AddCell(props: {
  /** Uid of the last SQL cell with a query, which a chart draws; undefined when there is none. */
  lastQuery: string | undefined;
  /** True where they were asked for: the first has the focus. */
  isFocused?: boolean;
  onAdd: (cell: NoteCell) => void;
}) {
  const { lastQuery, onAdd } = props;
  const t = useTranslations('notes');
  const place = useRef<HTMLFieldSetElement>(null);
  const { isFocused } = props;
  useEffect(() => {
    if (isFocused) place.current?.querySelector('button')?.focus();
  }, [isFocused]);
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
    <fieldset ref={place} className={classes.add} aria-label={t('addCell')}>
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

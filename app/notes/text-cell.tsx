'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MarkdownText } from './markdown-text';
import classes from './notes.module.css';
import { TextSource } from './text-source';

/** A text in Markdown: shown as it reads, or its source to write. */
export function TextCell(props: {
  noteId: number;
  uid: string;
  source: string;
  startsOpen: boolean;
  onChange: (source: string) => void;
}) {
  const t = useTranslations('notes');
  const [isOpen, setOpen] = useState(props.startsOpen);
  return (
    <>
      {isOpen ? (
        <TextSource noteId={props.noteId} source={props.source} onChange={props.onChange} />
      ) : props.source.trim() ? (
        <MarkdownText source={props.source} cellUid={props.uid} />
      ) : (
        <p className="muted">{t('emptyText')}</p>
      )}
      <div className={classes.toolbar}>
        <Button variant="default" onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('done') : t('edit')}
        </Button>
      </div>
    </>
  );
}

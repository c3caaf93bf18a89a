'use client';

import { Button, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MarkdownText } from './markdown-text';
import classes from './notes.module.css';

/** A text in Markdown: shown, or edited beside nothing. */
export function TextCell(props: { source: string; startsOpen: boolean; onChange: (source: string) => void }) {
  const t = useTranslations('notes');
  const [isOpen, setOpen] = useState(props.startsOpen);
  return (
    <>
      {isOpen ? (
        <Textarea
          aria-label={t('textCell')}
          autosize
          minRows={3}
          value={props.source}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          classNames={{ input: classes.source }}
        />
      ) : props.source.trim() ? (
        <MarkdownText source={props.source} />
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

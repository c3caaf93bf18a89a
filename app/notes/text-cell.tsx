'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { MarkdownText } from './markdown-text';
import classes from './notes.module.css';
import { TextSource } from './text-source';

/** A text in Markdown: shown as it reads, or its source to write. */
export function TextCell(props: {
  noteId: number;
  uid: string;
  source: string;
  /** True for a cell that was just added. */
  isNew: boolean;
  startsOpen: boolean;
  onChange: (source: string) => void;
}) {
  const t = useTranslations('notes');
  const [isOpen, setOpen] = useState(props.startsOpen);
  const button = useRef<HTMLButtonElement>(null);
  // A text that is open when the page comes does not take the focus.
  const [isAsked, setAsked] = useState(props.isNew);
  const open = () => {
    setAsked(true);
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      {isOpen ? (
        <TextSource
          noteId={props.noteId}
          source={props.source}
          isFocused={isAsked}
          onChange={props.onChange}
          onClose={close}
        />
      ) : (
        // The button does the same for the keyboard.
        // biome-ignore lint/a11y/noStaticElementInteractions: as said above
        <div
          onDoubleClick={({ target }) => {
            if (!(target instanceof Element && target.closest('a, button'))) open();
          }}
        >
          {props.source.trim() ? (
            <MarkdownText source={props.source} cellUid={props.uid} />
          ) : (
            <p className="muted">{t('emptyText')}</p>
          )}
        </div>
      )}
      <div className={classes.toolbar}>
        <Button ref={button} variant="default" onClick={isOpen ? close : open}>
          {isOpen ? t('done') : t('edit')}
        </Button>
      </div>
    </>
  );
}

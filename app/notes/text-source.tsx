'use client';

import { Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import classes from './mention.module.css';
import { type StartedMention, startedMention } from './mention-completion';
import noteClasses from './notes.module.css';
import { imagesOf, useImageUpload } from './use-image-upload';
import { useMentionProposals } from './use-mention-proposals';

/** Where the source of a text is written: proposes mentions, and takes images that are pasted or dropped. */
export function TextSource(props: {
  noteId: number;
  source: string;
  /** True where it was opened by hand: it has the focus, at the end of the text. */
  isFocused: boolean;
  onChange: (source: string) => void;
  /** By Escape and Ctrl+Enter: the text is done. */
  onClose: () => void;
}) {
  const t = useTranslations('writing');
  const label = useTranslations('notes')('textCell');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [started, setStarted] = useState<StartedMention>();
  const [active, setActive] = useState(0);
  const proposals = useMentionProposals(started);
  // A whole mention stands there already: Enter begins a new line, unless one is chosen.
  const isWhole = started !== undefined && /^\d+$/.test(started.part);
  const chosen = proposals[isWhole ? active - 1 : active];

  const { isFocused } = props;
  useEffect(() => {
    const element = field.current;
    if (!isFocused || !element) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [isFocused]);

  const insert = (text: string, from?: number) => {
    const element = field.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(from ?? element.selectionStart, element.selectionEnd);
    // The one way to write into a field that its Undo knows.
    document.execCommand('insertText', false, text);
  };
  const { isUploading, upload } = useImageUpload(props.noteId, insert);

  const look = (element: HTMLTextAreaElement) => {
    const { selectionStart, selectionEnd, value } = element;
    setStarted(selectionStart === selectionEnd ? startedMention(value.slice(0, selectionStart)) : undefined);
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const isDone = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (isDone || (event.key === 'Escape' && proposals.length === 0)) {
      event.preventDefault();
      return props.onClose();
    }
    if (proposals.length === 0) return;
    const count = proposals.length + (isWhole ? 1 : 0);
    if (event.key === 'ArrowDown') setActive((active + 1) % count);
    else if (event.key === 'ArrowUp') setActive((active + count - 1) % count);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) insert(chosen.text, started?.start);
    else if (event.key === 'Escape') setStarted(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={classes.field}>
      <Textarea
        ref={field}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={proposals.length > 0 ? id : undefined}
        aria-activedescendant={chosen && `${id}-${proposals.indexOf(chosen)}`}
        title={props.source === '' ? t('textHelp') : undefined}
        placeholder={t('textHelp')}
        autosize
        minRows={3}
        value={props.source}
        onChange={({ currentTarget }) => {
          props.onChange(currentTarget.value);
          look(currentTarget);
        }}
        onBlur={() => setStarted(undefined)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const images = imagesOf(event.clipboardData);
          if (images.length === 0) return;
          event.preventDefault();
          void upload(images);
        }}
        onDrop={(event) => {
          const images = imagesOf(event.dataTransfer);
          if (images.length === 0) return;
          event.preventDefault();
          void upload(images);
        }}
        classNames={{ input: noteClasses.source }}
      />
      {isUploading && (
        <p className="muted" role="status">
          {t('image.uploading')}
        </p>
      )}
      {proposals.length > 0 && (
        <div className={classes.proposals} role="listbox" id={id} aria-label={t('mention.proposals')}>
          {proposals.map((proposal, index) => (
            <div
              key={proposal.text}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={proposal === chosen}
              className={classes.proposal}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => insert(proposal.text, started?.start)}
              onKeyDown={(event) => event.key === 'Enter' && insert(proposal.text, started?.start)}
            >
              <span className="mono">{proposal.text}</span>
              <span className={classes.detail} dir="auto">
                {proposal.detail}
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

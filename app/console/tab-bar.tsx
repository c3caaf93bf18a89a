'use client';

import { ActionIcon } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import classes from './console.module.css';
import type { ConsoleTab } from './use-tabs';

const LONGEST_TITLE = 60;

/** The tabs of the console: a click shows one, a double click or F2 renames it. */
export function TabBar(props: {
  tabs: readonly ConsoleTab[];
  active: string;
  onSelect: (id: string) => void;
  onClose: (id: string) => void;
  onRename: (id: string, title: string) => void;
  onNew: () => void;
}) {
  const t = useTranslations('console');
  const [renamed, setRenamed] = useState<string>();
  return (
    <div className={classes.tabs}>
      {props.tabs.map(({ id, title }) => (
        <span key={id} className={classes.tab} data-active={id === props.active || undefined}>
          {id === renamed ? (
            <TitleField
              title={title}
              onEnd={(name) => {
                setRenamed(undefined);
                if (name) props.onRename(id, name);
              }}
            />
          ) : (
            <button
              type="button"
              aria-pressed={id === props.active}
              title={t('renameTab')}
              onClick={() => props.onSelect(id)}
              onDoubleClick={() => setRenamed(id)}
              onKeyDown={({ key }) => {
                if (key === 'F2') setRenamed(id);
              }}
            >
              {title}
            </button>
          )}
          {props.tabs.length > 1 && (
            <ActionIcon size="xs" aria-label={t('closeTab', { title })} onClick={() => props.onClose(id)}>
              <IconX size={11} />
            </ActionIcon>
          )}
        </span>
      ))}
      <ActionIcon size="sm" aria-label={t('newTab')} title={t('newTab')} onClick={props.onNew}>
        <IconPlus size={14} />
      </ActionIcon>
    </div>
  );
}

/** A tab's title while it is changed; Escape leaves it as it was. */
function TitleField({ title, onEnd }: { title: string; onEnd: (name?: string) => void }) {
  const t = useTranslations('console');
  const isEnded = useRef(false);
  // Leaving the field by a key takes the focus from it as well.
  const end = (name?: string) => {
    if (!isEnded.current) onEnd(name);
    isEnded.current = true;
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it was asked for by a double click on it
      autoFocus
      className={classes.tabTitle}
      aria-label={t('renameTab')}
      defaultValue={title}
      maxLength={LONGEST_TITLE}
      size={Math.max(title.length, 8)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onBlur={({ currentTarget }) => end(currentTarget.value.trim())}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') end(currentTarget.value.trim());
        if (key === 'Escape') end();
      }}
    />
  );
}

'use client';

import { ActionIcon } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import classes from './console.module.css';
import type { ConsoleTab } from './use-tabs';

/** The tabs of the console: a click shows one, a double click renames it. */
export function TabBar(props: {
  tabs: readonly ConsoleTab[];
  active: string;
  onSelect: (id: string) => void;
  onClose: (id: string) => void;
  onRename: (id: string, title: string) => void;
  onNew: () => void;
}) {
  const t = useTranslations('console');
  return (
    <div className={classes.tabs}>
      {props.tabs.map(({ id, title }) => (
        <span key={id} className={classes.tab} data-active={id === props.active || undefined}>
          <button
            type="button"
            aria-pressed={id === props.active}
            title={t('renameTab')}
            onClick={() => props.onSelect(id)}
            onDoubleClick={() => {
              const name = window.prompt(t('renameTab'), title)?.trim();
              if (name) props.onRename(id, name.slice(0, 60));
            }}
          >
            {title}
          </button>
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

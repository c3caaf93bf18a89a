'use client';

import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { IconLink, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { SavedQuery } from '@/db/saved-queries';
import { When } from '../format/when';
import classes from './console.module.css';
import { readSavedQueries, removeQuery } from './saved-actions';

/** The team's saved queries; a click opens one in a tab of its own. */
export function SavedDialog(props: {
  onTake: (query: SavedQuery) => void;
  onLink: (query: SavedQuery) => void;
  onClose: () => void;
}) {
  const t = useTranslations('console');
  const [queries, setQueries] = useState<SavedQuery[]>();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<string>();
  useEffect(() => {
    void readSavedQueries().then(setQueries);
  }, []);
  const wanted = text.trim().toLowerCase();
  const shown = queries?.filter(({ name, description, sql, createdBy }) =>
    `${name}\n${description}\n${sql}\n${createdBy}`.toLowerCase().includes(wanted),
  );
  const remove = async (uid: string) => {
    await removeQuery(uid);
    setQueries(await readSavedQueries());
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t('savedQueries')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <TextInput
        data-autofocus
        type="search"
        aria-label={t('searchSaved')}
        placeholder={t('searchSaved')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {shown?.length === 0 && <p className="muted">{t(wanted ? 'noSavedMatch' : 'noSaved')}</p>}
      <ul className={classes.history}>
        {shown?.map((query) => (
          <li key={query.uid}>
            <div className={classes.savedRow}>
              <button type="button" onClick={() => props.onTake(query)}>
                <strong>{query.name}</strong>
                {query.description && <span className={classes.about}>{query.description}</span>}
              </button>
              <ActionIcon aria-label={t('linkOf', { name: query.name })} onClick={() => props.onLink(query)}>
                <IconLink size={14} />
              </ActionIcon>
              {asked === query.uid ? (
                <Button size="compact-xs" color="red" onClick={() => void remove(query.uid)}>
                  {t('deleteForAll')}
                </Button>
              ) : (
                <ActionIcon
                  aria-label={t('deleteOf', { name: query.name })}
                  onClick={() => setAsked(query.uid)}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              )}
            </div>
            <span className="muted">
              {t('ownedBy', { name: query.createdBy })} · <When at={query.updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

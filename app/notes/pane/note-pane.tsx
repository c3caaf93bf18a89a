'use client';

import { ActionIcon, Alert, Button, CloseButton, Select, Skeleton } from '@mantine/core';
import { IconExternalLink, IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { randomId } from '../../console/random-id';
import { Splitter } from '../../shell/splitter';
import { NoteEditor } from '../note-editor';
import { makeNote } from '../open-actions';
import classes from './note-pane.module.css';
import { FIRST_WIDTH, LEAST_WIDTH, MOST_WIDTH, type NotePaneState } from './use-note-pane';
import { useOpenedNote } from './use-opened-note';

/** Notes that are listed while none is chosen. */
const RECENT = 12;

/** A note beside the page: one of the recent, or a new one, written while the page is looked at. */
export function NotePane({ pane }: { pane: NotePaneState }) {
  const t = useTranslations('notes.pane');
  const notes = useTranslations('notes');
  const head = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState('');
  const { choices, opened, isNewer, setShown, show } = useOpenedNote(pane.noteId);
  const { isAsked, tell } = pane;
  const title = choices?.find(({ id }) => id === pane.noteId)?.title;
  useEffect(() => {
    tell(pane.noteId === undefined || title === undefined ? undefined : { id: pane.noteId, title });
    return () => tell(undefined);
  }, [tell, pane.noteId, title]);
  useEffect(() => {
    if (isAsked) head.current?.focus({ preventScroll: true });
  }, [isAsked]);

  const begin = async () => {
    const made = await makeNote(randomId()).catch(() => ({ fault: { message: notes('unreachable') } }));
    if ('noteId' in made) pane.choose(made.noteId);
    else setFault(made.fault?.message ?? '');
  };
  return (
    <>
      <div className={classes.handle}>
        <Splitter
          orientation="vertical"
          label={t('width')}
          value={pane.width}
          min={LEAST_WIDTH}
          max={MOST_WIDTH}
          stepPixels={1}
          keySteps={24}
          isBehind
          onChange={pane.resize}
          onReset={() => pane.resize(FIRST_WIDTH)}
        />
      </div>
      <div className={classes.head} ref={head} tabIndex={-1}>
        <Select
          size="xs"
          searchable
          style={{ flex: 1 }}
          aria-label={t('choose')}
          placeholder={t('choose')}
          nothingFoundMessage={t('noneFound')}
          value={pane.noteId === undefined ? null : String(pane.noteId)}
          data={choices?.map(({ id, title: name }) => ({ value: String(id), label: `${name} #${id}` })) ?? []}
          onChange={(chosen) => chosen && pane.choose(Number(chosen))}
        />
        <ActionIcon variant="default" size={30} aria-label={notes('newNote')} onClick={() => void begin()}>
          <IconPlus size={15} />
        </ActionIcon>
        {pane.noteId !== undefined && (
          <ActionIcon
            variant="default"
            size={30}
            component={Link}
            href={`/notes/${pane.noteId}`}
            aria-label={t('asPage')}
            title={t('asPage')}
          >
            <IconExternalLink size={15} />
          </ActionIcon>
        )}
        <CloseButton size={30} aria-label={t('close')} onClick={pane.close} />
      </div>
      <div className={classes.body}>
        {fault && (
          <Alert color="red" mb="md" role="alert">
            {fault}
          </Alert>
        )}
        {pane.noteId === undefined || opened === 'gone' ? (
          <>
            <p className={classes.hint}>{t(opened === 'gone' ? 'gone' : 'hint')}</p>
            <Button leftSection={<IconPlus size={15} />} onClick={() => void begin()}>
              {notes('newNote')}
            </Button>
            <ul className={classes.recent} aria-label={t('recent')}>
              {choices?.slice(0, RECENT).map(({ id, title: name }) => (
                <li key={id}>
                  <button type="button" className={classes.choice} onClick={() => pane.choose(id)}>
                    {name} <span className="muted">#{id}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : opened === undefined ? (
          <Skeleton height={320} radius={4} />
        ) : (
          <>
            {isNewer && (
              <Alert color="yellow" mb="md" role="status">
                {t('newer')}{' '}
                <Button size="compact-xs" variant="default" onClick={show}>
                  {t('showNewer')}
                </Button>
              </Alert>
            )}
            <NoteEditor
              key={`${opened.note.id} ${opened.note.revision}`}
              initial={opened.note}
              results={opened.results}
              dataVersions={opened.dataVersions}
              draft={opened.draft}
              onShown={setShown}
            />
          </>
        )}
      </div>
    </>
  );
}

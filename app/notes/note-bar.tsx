'use client';

import { Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { NoteMenu } from './note-menu';
import classes from './notes.module.css';
import type { DraftState } from './use-draft';
import type { SaveState } from './use-note';

/** The bar above a note: its title, whether it is saved, and what is done with all of it. */
export function NoteBar(props: {
  noteId: number;
  title: string;
  revision: number;
  isDirty: boolean;
  saveState: SaveState;
  draftState: DraftState;
  /** SQL cells that can run, and those of them that are not up to date. */
  queries: number;
  stale: number;
  onTitle: (title: string) => void;
  onRunAll: () => void;
  onRunStale: () => void;
  onFreeze: () => void;
  onSave: () => void;
}) {
  const t = useTranslations('notes');
  const { isDirty, saveState, queries, stale } = props;
  const isSaving = saveState.kind === 'saving';
  return (
    <div className={classes.bar}>
      <TextInput
        aria-label={t('noteTitle')}
        value={props.title}
        maxLength={200}
        onChange={(event) => props.onTitle(event.currentTarget.value)}
        classNames={{ root: classes.titleField, input: classes.titleInput }}
      />
      <span className={classes.saveState} role="status">
        {isSaving
          ? t('saving')
          : isDirty
            ? t(props.draftState === 'kept' ? 'draftKept' : 'unsaved')
            : saveState.kind === 'saved' && t('saved', { revision: props.revision })}
      </span>
      <Button variant="default" disabled={queries === 0} onClick={props.onRunAll}>
        {t('runAll')}
      </Button>
      {stale > 0 && stale < queries && (
        <Button variant="default" onClick={props.onRunStale}>
          {t('runStale', { count: stale })}
        </Button>
      )}
      <Button variant="default" disabled={isSaving} onClick={props.onFreeze} title={t('freezeHelp')}>
        {t('freeze')}
      </Button>
      <Button disabled={!isDirty || isSaving} onClick={props.onSave}>
        {t('save')}
      </Button>
      <NoteMenu noteId={props.noteId} title={props.title} isSaved={!isDirty} />
    </div>
  );
}

'use client';

import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useTransition } from 'react';
import { inlineParams } from '@/lib/domain/sql/inline-params';
import { paramValues, type TypedParams } from '@/lib/domain/typed-param';
import { addToNote, readNoteTitles } from '../notes/actions';
import classes from './console.module.css';
import { randomId } from './random-id';

const NEW = '';

/** Adds a query to a note, or to a new one, where it is run and its result pinned; then goes there. */
export function AddToNoteDialog(props: {
  sql: string;
  params: TypedParams;
  title: string;
  onClose: () => void;
}) {
  const t = useTranslations('console');
  const router = useRouter();
  const [notes, setNotes] = useState<{ id: number; title: string }[]>([]);
  const [chosen, setChosen] = useState(NEW);
  const [title, setTitle] = useState(props.title);
  const [fault, setFault] = useState<string>();
  const [isPending, startTransition] = useTransition();
  useEffect(() => {
    void readNoteTitles().then(setNotes);
  }, []);
  const add = () =>
    startTransition(async () => {
      // A note is to say what was asked: the values stand in the query.
      const sql = inlineParams(props.sql, paramValues(props.params));
      const noteId = chosen === NEW ? undefined : Number(chosen);
      const answer = await addToNote({ noteId, title, cellUid: randomId(), sql });
      if ('error' in answer) setFault(answer.error.message);
      else router.push(`/notes/${answer.noteId}`);
    });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('addToNote')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        className={classes.saveForm}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <NativeSelect
          data-autofocus
          label={t('noteToAddTo')}
          value={chosen}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          data={[
            { value: NEW, label: t('newNote') },
            ...notes.map(({ id, title: name }) => ({ value: String(id), label: `#${id} ${name}` })),
          ]}
        />
        {chosen === NEW && (
          <TextInput
            label={t('noteTitle')}
            maxLength={200}
            value={title}
            onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        )}
        {fault && <p role="alert">{fault}</p>}
        <div className={classes.dialogButtons}>
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={chosen === NEW && title.trim() === ''}>
            {t('add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

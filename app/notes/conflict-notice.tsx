'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Note } from '@/db/notes/notes';
import classes from './notes.module.css';

/** Two people saved: theirs is shown, mine is still in the page, and I choose. */
export function ConflictNotice(props: {
  theirs: Note;
  message: string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const t = useTranslations('notes');
  const { theirs } = props;
  return (
    <Alert color="orange" title={t('conflictTitle')} role="alert" mb="md">
      <p>{props.message}</p>
      <p>{t('conflictHelp')}</p>
      <h3>{t('theirs', { revision: theirs.revision, name: theirs.updatedBy })}</h3>
      <pre className={classes.theirs}>
        {[theirs.title, ...theirs.cells.map(({ source }) => source)].join('\n\n')}
      </pre>
      <div className={classes.toolbar}>
        <Button onClick={props.onKeepMine}>{t('keepMine')}</Button>
        <Button variant="default" onClick={props.onTakeTheirs}>
          {t('takeTheirs')}
        </Button>
      </div>
    </Alert>
  );
}

'use client';

import { Alert, Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { SavedQuery } from '@/db/saved-queries';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import type { TypedParams } from '@/lib/domain/typed-param';
import classes from './console.module.css';
import { saveQuery } from './saved-actions';

/** Gives a query a name for the team, or saves it over the one it was opened from. */
export function SaveDialog(props: {
  query: { sql: string; params: TypedParams; connection: string; chart: ChartSpec | undefined };
  /** The saved query that the text was taken from, at the revision of that moment. */
  base?: SavedQuery & { openedRevision: number };
  onSaved: (saved: SavedQuery) => void;
  onClose: () => void;
}) {
  const t = useTranslations('console');
  const { query, base } = props;
  const [name, setName] = useState(base?.name ?? '');
  const [description, setDescription] = useState(base?.description ?? '');
  const [stored, setStored] = useState<SavedQuery>();
  const [fault, setFault] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const save = (over: { uid: string; revision: number } | undefined) =>
    startTransition(async () => {
      const content = { ...query, name, description, chart: query.chart ?? null };
      const answer = await saveQuery({ base: over, content });
      setStored(answer.stored);
      setFault(answer.fault?.message);
      if (!answer.saved) return;
      props.onSaved(answer.saved);
      props.onClose();
    });
  const revision = stored?.revision ?? base?.openedRevision;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('saveQuery')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        className={classes.saveForm}
        onSubmit={(event) => {
          event.preventDefault();
          save(base && revision !== undefined ? { uid: base.uid, revision } : undefined);
        }}
      >
        <TextInput
          data-autofocus
          label={t('queryName')}
          maxLength={120}
          required
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Textarea
          label={t('queryAbout')}
          placeholder={t('queryAboutHint')}
          autosize
          minRows={2}
          maxLength={2000}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        {fault && (
          <Alert color={stored ? 'yellow' : 'red'} role="alert">
            {fault}
            {stored && <pre className={classes.theirs}>{stored.sql}</pre>}
          </Alert>
        )}
        <div className={classes.dialogButtons}>
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          {base && (
            <Button variant="default" disabled={name.trim() === ''} onClick={() => save(undefined)}>
              {t('saveAsNew')}
            </Button>
          )}
          <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
            {t(stored ? 'saveOver' : 'save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

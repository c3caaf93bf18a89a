'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { PinnedResult } from '@/db/notes/note-results';
import type { compareCell } from './actions';
import classes from './notes.module.css';
import { ResultChangeView } from './result-change-view';

type Answer = Awaited<ReturnType<typeof compareCell>>;

/** Runs the query of a pinned result over today's data on request, and shows what changed; nothing is kept. */
export function WhatChanged(props: { pinned: PinnedResult; onCompare: () => Promise<Answer> }) {
  const t = useTranslations('notes');
  const [answer, setAnswer] = useState<Answer>();
  const [isPending, startTransition] = useTransition();
  const compare = () =>
    startTransition(async () => {
      const found = await props
        .onCompare()
        .catch(() => ({ error: { code: 'internal', message: t('unreachable') } }));
      setAnswer(found);
    });
  return (
    <div className={classes.whatChanged}>
      <Button
        size="compact-sm"
        variant="default"
        loading={isPending}
        title={t('whatChangedHelp')}
        onClick={compare}
      >
        {t('whatChanged')}
      </Button>
      {answer && (
        <div role="status">
          {'error' in answer ? (
            <Alert color="red">{answer.error.message}</Alert>
          ) : answer.change ? (
            <ResultChangeView change={answer.change} columns={props.pinned.columns.map(({ name }) => name)} />
          ) : (
            <p className={classes.changeLine}>{t('nothingChanged')}</p>
          )}
        </div>
      )}
    </div>
  );
}

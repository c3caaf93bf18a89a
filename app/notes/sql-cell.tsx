'use client';

import { Alert, Button, Loader } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { PinnedResult } from '@/db/notes/note-results';
import type { CellState } from '@/lib/domain/note-cell-state';
import { ResultView } from '../console/results/result-view';
import { SqlEditor } from '../console/sql-editor';
import classes from './notes.module.css';
import type { CellRun } from './use-cell-runs';
import { WhatChanged } from './what-changed';

/** A query with the result that was seen last. */
export function SqlCell(props: {
  source: string;
  run: CellRun | undefined;
  state: CellState | undefined;
  /** Tables that were written after the result was seen. */
  changedTables: string;
  onChange: (source: string) => void;
  onRun: () => void;
  /** Runs the cells that read this one as well; undefined when none does. */
  onRunBelow: (() => void) | undefined;
  onCancel: () => void;
  /** Runs the query as it is saved and compares what it finds with the pinned result. */
  onCompare: React.ComponentProps<typeof WhatChanged>['onCompare'];
}) {
  const t = useTranslations('notes');
  const writing = useTranslations('writing');
  const { pinned, error, isRunning = false } = props.run ?? {};
  return (
    <>
      <SqlEditor
        value={props.source}
        onChange={props.onChange}
        onRun={props.onRun}
        label={t('sqlCell')}
        minLines={2}
        maxLines={20}
      />
      <div className={classes.toolbar}>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={15} />}
          title={writing('sqlKeys')}
          onClick={props.onRun}
          disabled={isRunning || props.source.trim() === ''}
        >
          {t('run')}
        </Button>
        {props.onRunBelow && (
          <Button variant="default" onClick={props.onRunBelow} disabled={isRunning}>
            {t('runBelow')}
          </Button>
        )}
        {isRunning && (
          <>
            <Button variant="default" leftSection={<IconPlayerStop size={15} />} onClick={props.onCancel}>
              {t('cancel')}
            </Button>
            <span className={classes.running} role="status">
              <Loader size={14} /> {t('running')}
            </span>
          </>
        )}
      </div>
      {error && (
        <Alert color="red" role="alert" mb="xs">
          {error}
        </Alert>
      )}
      {pinned ? (
        <>
          <PinnedView pinned={pinned} state={props.state} changedTables={props.changedTables} />
          {props.source === pinned.sql && (
            <WhatChanged key={pinned.id} pinned={pinned} onCompare={props.onCompare} />
          )}
        </>
      ) : (
        !error && <p className="muted">{t('notRun')}</p>
      )}
    </>
  );
}

/** A pinned result: its rows, who saw it when, and why it may not be what its query would find now. */
export function PinnedView(props: { pinned: PinnedResult; state?: CellState; changedTables?: string }) {
  const { pinned, state } = props;
  const t = useTranslations('notes');
  const format = useFormatter();
  const when = format.dateTime(new Date(pinned.createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div className={classes.pinned}>
      {state === 'edited' && <p className={classes.stale}>{t('editedSince')}</p>}
      {state === 'upstream_changed' && <p className={classes.stale}>{t('upstreamChanged')}</p>}
      {state === 'data_changed' && (
        <p className={classes.stale}>{t('dataChanged', { tables: props.changedTables ?? '' })}</p>
      )}
      <ResultView key={pinned.createdAt} result={pinned} maxHeight={360} />
      <p className={classes.provenance} title={`SHA-256 ${pinned.resultHash}`}>
        {t('pinned', { name: pinned.createdBy, when })}
      </p>
    </div>
  );
}

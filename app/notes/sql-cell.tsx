'use client';

import { Alert, Button, Loader } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { PinnedResult } from '@/db/notes/note-results';
import { ResultView } from '../console/results/result-view';
import { SqlEditor } from '../console/sql-editor';
import classes from './notes.module.css';
import type { CellRun } from './use-cell-runs';

/** A query with the result that was seen last. */
export function SqlCell(props: {
  source: string;
  run: CellRun | undefined;
  /** Version of each table when the page was made. */
  dataVersions: Readonly<Record<string, number>>;
  onChange: (source: string) => void;
  onRun: () => void;
  onCancel: () => void;
}) {
  const t = useTranslations('notes');
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
          onClick={props.onRun}
          disabled={isRunning || props.source.trim() === ''}
        >
          {t('run')}
        </Button>
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
        <PinnedView
          pinned={pinned}
          source={props.source}
          changedTables={changedTables(pinned, props.dataVersions)}
        />
      ) : (
        !error && <p className="muted">{t('notRun')}</p>
      )}
    </>
  );
}

/** Tables that were written after the result was seen: a hint, since other rows of them may have changed. */
function changedTables({ dataVersions }: PinnedResult, now: Readonly<Record<string, number>>): string[] {
  return Object.keys(dataVersions).filter((table) => (now[table] ?? 0) > dataVersions[table]);
}

/** A pinned result: its rows, who saw it when, and whether the query or the data were changed since. */
export function PinnedView(props: {
  pinned: PinnedResult;
  source: string;
  changedTables: readonly string[];
}) {
  const { pinned, source } = props;
  const t = useTranslations('notes');
  const format = useFormatter();
  const when = format.dateTime(new Date(pinned.createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div className={classes.pinned}>
      {pinned.sql !== source && <p className={classes.stale}>{t('editedSince')}</p>}
      {pinned.sql === source && props.changedTables.length > 0 && (
        <p className={classes.stale}>{t('dataChanged', { tables: props.changedTables.join(', ') })}</p>
      )}
      <ResultView key={pinned.createdAt} result={pinned} maxHeight={360} />
      <p className={classes.provenance} title={`SHA-256 ${pinned.resultHash}`}>
        {t('pinned', { name: pinned.createdBy, when })}
      </p>
    </div>
  );
}

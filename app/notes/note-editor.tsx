'use client';

import { ActionIcon, Alert, Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { PinnedResult } from '@/db/notes/note-results';
import type { Note } from '@/db/notes/notes';
import type { NoteCell } from '@/lib/domain/note-content';
import { EXAMPLES } from '../console/examples';
import { ConflictNotice } from './conflict-notice';
import classes from './notes.module.css';
import { SqlCell } from './sql-cell';
import { TextCell } from './text-cell';
import { useCellRuns } from './use-cell-runs';
import { useNote } from './use-note';
import { freezeNote } from './version-actions';

/** A note that can be written: its cells, saving, and running. */
export function NoteEditor(props: {
  initial: Note;
  results: PinnedResult[];
  /** Version of each table when the page was made. */
  dataVersions: Readonly<Record<string, number>>;
}) {
  const { initial, results, dataVersions } = props;
  const router = useRouter();
  const t = useTranslations('notes');
  const {
    note,
    taken,
    isDirty,
    saveState,
    change,
    changeCell,
    moveCell,
    addCell,
    deleteCell,
    save,
    takeTheirs,
  } = useNote(initial, t('unreachable'));
  const { runs, run, cancel } = useCellRuns(note.id, results, t('unreachable'));
  const [added, setAdded] = useState<string>();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
      event.preventDefault();
      void save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [save]);

  /** A result is pinned to a saved query, so that the note can be repeated. */
  const saveAndRun = async (uids: string[]) => {
    if (isDirty && !(await save())) return;
    for (const uid of uids) await run(uid);
  };
  const freeze = async () => {
    if (isDirty && !(await save())) return;
    const fault = await freezeNote(note.id, '').catch(() => ({ message: t('unreachable') }));
    if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
    else notifications.show({ message: t('frozen') });
    router.refresh();
  };
  const sqlCells = note.cells.filter(({ type, source }) => type === 'sql' && source.trim() !== '');

  const cellBody = (cell: NoteCell) =>
    cell.type === 'sql' ? (
      <SqlCell
        source={cell.source}
        run={runs[cell.uid]}
        dataVersions={dataVersions}
        onChange={(source) => changeCell(cell.uid, source)}
        onRun={() => void saveAndRun([cell.uid])}
        onCancel={() => cancel(cell.uid)}
      />
    ) : (
      <TextCell
        source={cell.source}
        startsOpen={cell.uid === added || cell.source === ''}
        onChange={(source) => changeCell(cell.uid, source)}
      />
    );

  return (
    <>
      <div className={classes.bar}>
        <TextInput
          aria-label={t('noteTitle')}
          value={note.title}
          maxLength={200}
          onChange={(event) => {
            const title = event.currentTarget.value;
            change((before) => ({ ...before, title }));
          }}
          classNames={{ root: classes.titleField, input: classes.titleInput }}
        />
        <span className={classes.saveState} role="status">
          {saveState.kind === 'saving'
            ? t('saving')
            : isDirty
              ? t('unsaved')
              : saveState.kind === 'saved' && t('saved', { revision: note.revision })}
        </span>
        <Button
          variant="default"
          disabled={sqlCells.length === 0}
          onClick={() => void saveAndRun(sqlCells.map(({ uid }) => uid))}
        >
          {t('runAll')}
        </Button>
        <Button
          variant="default"
          disabled={saveState.kind === 'saving'}
          onClick={() => void freeze()}
          title={t('freezeHelp')}
        >
          {t('freeze')}
        </Button>
        <Button disabled={!isDirty || saveState.kind === 'saving'} onClick={() => void save()}>
          {t('save')}
        </Button>
      </div>
      {saveState.kind === 'failed' && (
        <Alert color="red" title={t('failed')} role="alert" mb="md">
          {saveState.message}
        </Alert>
      )}
      {saveState.kind === 'conflict' && (
        <ConflictNotice
          theirs={saveState.theirs}
          message={saveState.message}
          onKeepMine={() => void save(saveState.theirs.revision)}
          onTakeTheirs={() => takeTheirs(saveState.theirs)}
        />
      )}
      {note.cells.map((cell, index) => (
        <section
          key={`${cell.uid} ${taken}`}
          className={classes.cell}
          aria-label={cell.type === 'sql' ? t('sqlCell') : t('textCell')}
        >
          <div className={classes.cellBody}>{cellBody(cell)}</div>
          <div className={classes.cellActions}>
            <ActionIcon aria-label={t('moveUp')} disabled={index === 0} onClick={() => moveCell(index, -1)}>
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('moveDown')}
              disabled={index === note.cells.length - 1}
              onClick={() => moveCell(index, 1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon aria-label={t('deleteCell')} onClick={() => deleteCell(cell.uid)}>
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        </section>
      ))}
      <fieldset className={classes.add} aria-label={t('addCell')}>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => setAdded(addCell('markdown', ''))}
        >
          {t('addText')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => addCell('sql', sqlCells.length === 0 ? EXAMPLES[0].sql : '')}
        >
          {t('addSql')}
        </Button>
      </fieldset>
    </>
  );
}

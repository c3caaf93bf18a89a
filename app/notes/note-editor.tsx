'use client';

import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { NoteDraft } from '@/db/notes/note-drafts';
import type { PinnedResult } from '@/db/notes/note-results';
import type { Note } from '@/db/notes/notes';
import type { NoteCell } from '@/lib/domain/note-content';
import { EXAMPLES } from '../console/examples';
import { CellFrame } from './cell-frame';
import { ChartCell } from './chart-cell';
import { ConflictNotice } from './conflict-notice';
import { NoteBar } from './note-bar';
import classes from './notes.module.css';
import { ParameterCell } from './parameter-cell';
import { SqlCell } from './sql-cell';
import { TextCell } from './text-cell';
import { useCellRuns } from './use-cell-runs';
import { useCellStates } from './use-cell-states';
import { useDraft } from './use-draft';
import { useNote } from './use-note';
import { freezeNote } from './version-actions';

/** A note that can be written: its cells, saving, and running. */
export function NoteEditor(props: {
  initial: Note;
  results: PinnedResult[];
  /** Version of each table when the page was made. */
  dataVersions: Readonly<Record<string, number>>;
  /** Unsaved work that an earlier visit left on the server. */
  draft: NoteDraft | undefined;
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
    insertCell,
    duplicateCell,
    deleteCell,
    save,
    takeTheirs,
    restore,
  } = useNote(initial, t('unreachable'));
  const draft = useDraft(note, isDirty, props.draft, restore);
  const { runs, run, cancel } = useCellRuns(note.id, results, t('unreachable'));
  const { states, graph, stale, withDownstream } = useCellStates(note.cells, runs, dataVersions);
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
  const inOrder = (uids: readonly string[]) => graph.order.filter((uid) => uids.includes(uid));

  const removeCell = (cell: Note['cells'][number], index: number) => {
    deleteCell(cell.uid);
    const notice = notifications.show({
      message: (
        <>
          {t('cellDeleted')}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              insertCell(cell, index);
              notifications.hide(notice);
            }}
          >
            {t('undo')}
          </Button>
        </>
      ),
    });
  };

  const cellBody = (cell: NoteCell) => {
    if (cell.type === 'sql') {
      const below = withDownstream(cell.uid);
      return (
        <SqlCell
          source={cell.source}
          run={runs[cell.uid]}
          state={states.get(cell.uid)}
          dataVersions={dataVersions}
          onChange={(source) => changeCell(cell.uid, { source })}
          onRun={() => void saveAndRun([cell.uid])}
          onRunBelow={below.length > 1 ? () => void saveAndRun(below) : undefined}
          onCancel={() => cancel(cell.uid)}
        />
      );
    }
    if (cell.type === 'parameter')
      return (
        <ParameterCell
          name={cell.name}
          settings={cell.settings}
          onChange={(settings) => changeCell(cell.uid, { settings })}
          onRun={() => void saveAndRun(withDownstream(cell.uid))}
        />
      );
    if (cell.type === 'chart')
      return (
        <ChartCell
          settings={cell.settings}
          sqlCells={note.cells.filter(({ type }) => type === 'sql')}
          pinned={cell.settings.cellUid === null ? undefined : runs[cell.settings.cellUid]?.pinned}
          onChange={(settings) => changeCell(cell.uid, { settings })}
        />
      );
    return (
      <TextCell
        source={cell.source}
        startsOpen={cell.uid === added || cell.source === ''}
        onChange={(source) => changeCell(cell.uid, { source })}
      />
    );
  };

  return (
    <>
      <NoteBar
        noteId={note.id}
        title={note.title}
        revision={note.revision}
        isDirty={isDirty}
        saveState={saveState}
        draftState={draft.state}
        queries={sqlCells.length}
        stale={stale.length}
        onTitle={(title) => change((before) => ({ ...before, title }))}
        onRunAll={() => void saveAndRun(inOrder(sqlCells.map(({ uid }) => uid)))}
        onRunStale={() => void saveAndRun([...stale])}
        onFreeze={() => void freeze()}
        onSave={() => void save()}
      />
      {draft.restored && (
        <p className={classes.stale} role="status">
          {t('draftRestored')}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void draft.discard().then(() => takeTheirs(initial))}
          >
            {t('discardDraft')}
          </Button>
        </p>
      )}
      {draft.state === 'elsewhere' && (
        <p className={classes.stale} role="status">
          {t('draftElsewhere')}
        </p>
      )}
      {saveState.kind === 'failed' && (
        <Alert color="red" title={t('failed')} role="alert" mb="md">
          {saveState.message}
        </Alert>
      )}
      {saveState.kind === 'conflict' && (
        <ConflictNotice
          theirs={saveState.theirs}
          merge={saveState.merge}
          message={saveState.message}
          onResolve={(content) => {
            restore(content, saveState.theirs.revision);
            void save(saveState.theirs.revision);
          }}
        />
      )}
      {note.cells.map((cell, index) => (
        <CellFrame
          key={`${cell.uid} ${taken}`}
          cell={cell}
          state={states.get(cell.uid)}
          isFirst={index === 0}
          isLast={index === note.cells.length - 1}
          actions={{
            rename: (name) => changeCell(cell.uid, { name }),
            fold: (isFolded) => changeCell(cell.uid, { isFolded }),
            duplicate: () => duplicateCell(cell.uid),
            move: (by) => moveCell(index, by),
            remove: () => removeCell(cell, index),
          }}
        >
          {cellBody(cell)}
        </CellFrame>
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
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          disabled={sqlCells.length === 0}
          onClick={() =>
            changeCell(addCell('chart', ''), {
              settings: { cellUid: sqlCells.at(-1)?.uid ?? null, spec: null },
            })
          }
        >
          {t('type.chart')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => addCell('parameter', '')}
        >
          {t('type.parameter')}
        </Button>
      </fieldset>
    </>
  );
}

'use client';

import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { NoteDraft } from '@/db/notes/note-drafts';
import type { PinnedResult } from '@/db/notes/note-results';
import type { Note } from '@/db/notes/notes';
import type { NoteCell } from '@/lib/domain/note-content';
import { randomId } from '../console/random-id';
import { compareCell, readNote } from './actions';
import { AddCell } from './add-cell';
import { useSteadyActions } from './cell-actions';
import { useNoteChangedHere } from './changes-here';
import { ConflictNotice } from './conflict-notice';
import { launchCell } from './launch-actions';
import { NoteBar } from './note-bar';
import { NoteCellView } from './note-cell-view';
import { NoteContents } from './note-contents';
import classes from './notes.module.css';
import { useCellRuns } from './use-cell-runs';
import { useCellStates } from './use-cell-states';
import { useDataVersions } from './use-data-versions';
import { useDeletion } from './use-deletion';
import { type DraftTime, useDraft } from './use-draft';
import { useDrawnCells } from './use-drawn-cells';
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
  /** Told what is shown, for those who read the note beside it. Keep it the same function. */
  onShown?: (shown: { revision: number; isDirty: boolean; isSaving: boolean }) => void;
}) {
  const { initial, results } = props;
  const router = useRouter();
  const t = useTranslations('notes');
  const draftTime: DraftTime = useRef(Promise.resolve(props.draft?.updatedAt ?? null));
  const {
    note,
    taken,
    isDirty,
    saveState,
    change,
    changeCell,
    moveCell,
    addCell,
    duplicateCell,
    deleteCell,
    save,
    adopt,
    takeTheirs,
    restore,
  } = useNote(initial, t('unreachable'), draftTime);
  const draft = useDraft(note, isDirty, props.draft, restore, draftTime);
  const { runs, run, take, cancel } = useCellRuns(note.id, results, t('unreachable'));
  const dataVersions = useDataVersions(props.dataVersions);
  const cellStates = useCellStates(note.cells, runs, dataVersions);
  const { states, graph, stale } = cellStates;
  const remove = useDeletion(deleteCell);
  const drawn = useDrawnCells(note.cells.length);
  const [added, setAdded] = useState<{ uid: string; taken: number }>();

  const { onShown } = props;
  const isSaving = saveState.kind === 'saving';
  useEffect(
    () => onShown?.({ revision: note.revision, isDirty, isSaving }),
    [onShown, note.revision, isDirty, isSaving],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
      event.preventDefault();
      void save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [save]);

  useNoteChangedHere(note.id, () => {
    void readNote(note.id).then(({ note: saved, results: found }) => {
      adopt(saved);
      take(found);
    });
  });

  /** A result is pinned to a saved query, so that the note can be repeated. */
  const saveAndRun = async (uids: string[]) => {
    if (isDirty && !(await save())) return;
    for (const uid of uids) await run(uid);
  };
  const compare = async (cellUid: string) => {
    if (isDirty && !(await save())) return { error: { code: 'conflict', message: t('failed') } };
    return compareCell({ noteId: note.id, cellUid, queryId: randomId() });
  };
  /** Launches the config of a cell as it is saved; the faults of it, if any. */
  const launch = async (cellUid: string) => {
    if (isDirty && !(await save())) return [];
    const answer = await launchCell({ noteId: note.id, cellUid });
    if ('issues' in answer) return answer.issues;
    adopt(answer.note);
    return [];
  };
  const freeze = async () => {
    if (isDirty && !(await save())) return;
    const fault = await freezeNote(note.id, '').catch(() => ({ message: t('unreachable') }));
    if (fault) notifications.show({ color: 'red', title: t('notDone'), message: fault.message });
    else notifications.show({ message: t('frozen') });
    router.refresh();
  };
  const discard = async () => {
    const answer = await draft.discard().catch(() => ({ error: { message: t('unreachable') } }));
    if ('error' in answer)
      notifications.show({ color: 'red', title: t('notDone'), message: answer.error.message });
    else takeTheirs(answer.note);
  };
  const sqlCells = note.cells.filter(({ type, source }) => type === 'sql' && source.trim() !== '');
  const lastQuery = sqlCells.at(-1)?.uid;
  const inOrder = (uids: readonly string[]) => graph.order.filter((uid) => uids.includes(uid));

  const add = useCallback(
    (cell: NoteCell, below?: string) => {
      addCell(cell, below);
      setAdded({ uid: cell.uid, taken });
    },
    [addCell, taken],
  );
  const indexOf = (uid: string) => note.cells.findIndex((cell) => cell.uid === uid);
  const actions = useSteadyActions({
    change: changeCell,
    move: (uid, by) => {
      const focused = document.activeElement;
      flushSync(() => moveCell(uid, indexOf(uid) + by));
      // An element that is put elsewhere in the page loses the focus.
      if (!(focused instanceof HTMLElement)) return;
      focused.focus({ preventScroll: true });
      focused.scrollIntoView({ block: 'nearest' });
    },
    place: (uid, beside, edge) => {
      const index = indexOf(beside) + (edge === 'bottom' ? 1 : 0);
      moveCell(uid, index > indexOf(uid) ? index - 1 : index);
    },
    addBelow: (uid, cell) => add(cell, uid),
    duplicate: duplicateCell,
    remove,
    run: (uid) => void saveAndRun(cellStates.withUpstream(uid)),
    runBelow: (uid) => void saveAndRun(cellStates.withDownstream(uid)),
    cancel,
    compare,
    launch,
  });
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
          <Button size="compact-xs" variant="default" onClick={() => void discard()}>
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
          onResolve={({ content, setAside }) => {
            restore(content, saveState.theirs.revision);
            void save(saveState.theirs.revision, setAside);
          }}
        />
      )}
      <NoteContents cells={note.cells} isBeside={onShown === undefined}>
        {note.cells.map((cell, index) => (
          <NoteCellView
            key={`${cell.uid} ${taken}`}
            cell={cell}
            noteId={note.id}
            run={runs[(cell.type === 'chart' ? cell.settings.cellUid : cell.uid) ?? '']}
            state={states.get(cell.uid)}
            isRead={cellStates.read.has(cell.uid)}
            sqlCells={cell.type === 'chart' ? cellStates.sqlCells : undefined}
            changedTables={cellStates.changedTables(cell.uid)}
            isNew={cell.uid === added?.uid && taken === added.taken}
            lastQuery={lastQuery}
            isFirst={index === 0}
            isLast={index === note.cells.length - 1}
            isDue={index < drawn}
            actions={actions}
          />
        ))}
        <AddCell lastQuery={lastQuery} onAdd={add} />
      </NoteContents>
    </>
  );
}

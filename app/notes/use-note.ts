'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useRef, useState } from 'react';
import type { Note } from '@/db/notes/notes';
import type { NoteCell, NoteContent } from '@/lib/domain/note-content';
import { mergeNotes, type NoteMerge } from '@/lib/domain/note-merge';
import { randomId } from '../console/random-id';
import { saveNote } from './actions';

/** What a save came to, until the next one. */
export type SaveState =
  | { kind: 'idle' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  | { kind: 'failed'; message: string }
  | { kind: 'conflict'; theirs: Note; merge: NoteMerge; message: string };

/** A cell that nobody has saved yet. */
const NEW_EDIT = { revision: 0, updatedBy: '', updatedAt: 0 };

/** What can be changed of a cell. */
export type CellPatch = Partial<Pick<NoteCell, 'source' | 'name' | 'isFolded' | 'settings'>>;

/** The text of a note while it is edited, and its saving. */
export function useNote(initial: Note, unreachable: string) {
  const router = useRouter();
  const [note, setNote] = useState(initial);
  // Editors own their text: they are made anew when another text is taken.
  const [taken, setTaken] = useState(0);
  const [isDirty, setDirty] = useState(false);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'idle' });
  // The text at this moment, which drawing the page lags behind: what is sent, and what an answer finds typed since.
  const latest = useRef(note);
  const put = useCallback((next: Note) => {
    latest.current = next;
    setNote(next);
  }, []);

  const change = useCallback(
    (edit: (before: Note) => Note) => {
      put(edit(latest.current));
      setDirty(true);
    },
    [put],
  );

  const changeCell = useCallback(
    (uid: string, patch: CellPatch) =>
      change((before) => ({
        ...before,
        cells: before.cells.map((cell) => (cell.uid === uid ? ({ ...cell, ...patch } as typeof cell) : cell)),
      })),
    [change],
  );

  const moveCell = useCallback(
    (index: number, by: -1 | 1) =>
      change((before) => {
        const cells = [...before.cells];
        const [cell] = cells.splice(index, 1);
        cells.splice(index + by, 0, cell);
        return { ...before, cells };
      }),
    [change],
  );

  /** Puts a cell behind the last of `others` that is there, at the top without one. */
  const insertCell = useCallback(
    (cell: NoteCell, others: readonly string[]) =>
      change((before) => {
        const index = before.cells.findLastIndex(({ uid }) => others.includes(uid)) + 1;
        return { ...before, cells: before.cells.toSpliced(index, 0, { ...NEW_EDIT, ...cell }) };
      }),
    [change],
  );

  const addCell = useCallback(
    (cell: NoteCell) =>
      insertCell(
        cell,
        latest.current.cells.map(({ uid }) => uid),
      ),
    [insertCell],
  );

  const duplicateCell = useCallback(
    (uid: string) => {
      const cell = latest.current.cells.find((one) => one.uid === uid);
      // Two cells of one name could not be told apart.
      if (cell) insertCell({ ...cell, ...NEW_EDIT, uid: randomId(), name: '' } as typeof cell, [uid]);
    },
    [insertCell],
  );

  /** Deletes a cell, and gives what puts it back behind the cells that it stood behind, wherever those are by then. */
  const deleteCell = useCallback(
    (uid: string) => {
      const index = latest.current.cells.findIndex((cell) => cell.uid === uid);
      const cell = latest.current.cells[index];
      const above = latest.current.cells.slice(0, index).map((one) => one.uid);
      change((before) => ({ ...before, cells: before.cells.filter((one) => one.uid !== uid) }));
      return () => {
        // It may be back by a text that was taken since.
        if (!latest.current.cells.some((one) => one.uid === uid)) insertCell(cell, above);
      };
    },
    [change, insertCell],
  );

  /** Saves over `baseRevision`; true when the page's text is what the database now holds. */
  const save = useCallback(
    async (baseRevision: number = latest.current.revision): Promise<boolean> => {
      const sent = latest.current;
      const { id, title, cells } = sent;
      setSaveState({ kind: 'saving' });
      try {
        const answer = await saveNote({ id, baseRevision, content: { title, cells } });
        if ('error' in answer) {
          setSaveState({ kind: 'failed', message: answer.error.message });
          return false;
        }
        if ('conflict' in answer) {
          const { conflict: theirs, merge, message } = answer;
          setSaveState({ kind: 'conflict', theirs, merge, message });
          return false;
        }
        const { saved } = answer;
        setDirty(latest.current !== sent);
        // What was typed since it was sent stays, beside what others saved meanwhile; where both changed one cell, the
        // next save is told so, since it still names the revision before theirs.
        const typed = mergeNotes(sent, latest.current, saved);
        if (typed.conflicts.length === 0 && !typed.titleConflict)
          put({ ...saved, title: typed.title, cells: typed.cells });
        if (answer.isMerged) setTaken((before) => before + 1);
        setSaveState({ kind: 'saved' });
        // Heading and list of revisions come from the server.
        router.refresh();
        return true;
      } catch {
        setSaveState({ kind: 'failed', message: unreachable });
        return false;
      }
    },
    [router, unreachable, put],
  );

  const takeTheirs = useCallback(
    (theirs: Note) => {
      put(theirs);
      setTaken((before) => before + 1);
      setDirty(false);
      setSaveState({ kind: 'idle' });
    },
    [put],
  );

  /** Puts another text in the place of the page's, as unsaved work over a revision. */
  const restore = useCallback(
    ({ title, cells }: NoteContent, baseRevision: number) => {
      put({
        ...latest.current,
        title,
        revision: baseRevision,
        cells: cells.map((cell) => ({ ...NEW_EDIT, ...cell })),
      });
      setTaken((before) => before + 1);
      setDirty(true);
    },
    [put],
  );

  return {
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
    takeTheirs,
    restore,
  };
}

'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useRef, useState } from 'react';
import type { Note } from '@/db/notes/notes';
import type { NoteCell, NoteContent } from '@/lib/domain/note-content';
import { mergeNotes, type NoteMerge } from '@/lib/domain/note-merge';
import { randomId } from '../console/random-id';
import { saveNote } from './actions';
import type { DraftTime } from './use-draft';

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

/** True when the editor of a cell, which owns its text, shows another one. */
function isOtherText(cell: NoteCell, shown: NoteCell | undefined): boolean {
  if (!shown) return false;
  const { source, settings } = shown;
  if (cell.source !== source) return true;
  return cell.type === 'parameter' && JSON.stringify(cell.settings) !== JSON.stringify(settings);
}

/** The text of a note while it is edited, and its saving. */
export function useNote(initial: Note, unreachable: string, draftTime: DraftTime) {
  const router = useRouter();
  const [note, setNote] = useState(initial);
  // Editors own their text: they are made anew when another text is taken.
  const [taken, setTaken] = useState(0);
  const [isDirty, setDirty] = useState(false);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'idle' });
  // The text at this moment, which drawing the page lags behind: what is sent, and what an answer finds typed since.
  const latest = useRef(note);
  // As the server has it, as far as this page knows.
  const base = useRef<Note>(initial);
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

  /** Moves a cell to an index of the note; one outside the note is its nearer end. */
  const moveCell = useCallback(
    (uid: string, index: number) =>
      change((before) => {
        const cell = before.cells.find((one) => one.uid === uid);
        if (!cell) return before;
        const others = before.cells.filter((one) => one !== cell);
        return { ...before, cells: others.toSpliced(Math.max(0, index), 0, cell) };
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

  /** Adds a cell below another, at the end without one. */
  const addCell = useCallback(
    (cell: NoteCell, below?: string) =>
      insertCell(cell, below === undefined ? latest.current.cells.map(({ uid }) => uid) : [below]),
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

  /**
   * Takes what the server has now as the base of the page's text. What was typed since stays, beside what others saved
   * meanwhile; where both changed one cell, the next save is told so, since it still names the revision before theirs.
   */
  const adopt = useCallback(
    (saved: Note) => {
      const { title, cells, conflicts, titleConflict } = mergeNotes(base.current, latest.current, saved);
      if (conflicts.length > 0 || titleConflict) return;
      base.current = saved;
      const before = new Map(latest.current.cells.map((cell) => [cell.uid, cell]));
      if (cells.some((cell) => isOtherText(cell, before.get(cell.uid)))) setTaken((count) => count + 1);
      put({ ...saved, title, cells });
    },
    [put],
  );

  /** Saves over `baseRevision`, with a text set aside as a revision before; true when the page's text is what the database now holds. */
  const save = useCallback(
    async (baseRevision: number = latest.current.revision, setAside?: NoteContent): Promise<boolean> => {
      setSaveState({ kind: 'saving' });
      const draftAt = await draftTime.current;
      const sent = latest.current;
      const { id, title, cells } = sent;
      try {
        const answer = await saveNote({ id, baseRevision, content: { title, cells }, draftAt, setAside });
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
        base.current = sent;
        adopt(saved);
        setSaveState({ kind: 'saved' });
        // Heading and list of revisions come from the server.
        router.refresh();
        return true;
      } catch {
        setSaveState({ kind: 'failed', message: unreachable });
        return false;
      }
    },
    [router, unreachable, adopt, draftTime],
  );

  const takeTheirs = useCallback(
    (theirs: Note) => {
      base.current = theirs;
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
    adopt,
    takeTheirs,
    restore,
  };
}

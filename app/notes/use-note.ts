'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useRef, useState } from 'react';
import type { Note } from '@/db/notes/notes';
import { type NoteCell, type NoteCellType, type NoteContent, newNoteCell } from '@/lib/domain/note-content';
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
  // What is sent is what is on the page at that moment, not what an older drawing of it held.
  const latest = useRef(note);
  latest.current = note;

  const change = useCallback((edit: (before: Note) => Note) => {
    setNote((before) => edit(before));
    setDirty(true);
  }, []);

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

  const addCell = useCallback(
    (type: NoteCellType, source: string) => {
      const uid = randomId();
      change((before) => ({
        ...before,
        cells: [...before.cells, { ...newNoteCell(type, uid, source), ...NEW_EDIT }],
      }));
      return uid;
    },
    [change],
  );

  /** Puts a cell at a place: a copy, or one that was deleted. */
  const insertCell = useCallback(
    (cell: Note['cells'][number], index: number) =>
      change((before) => ({ ...before, cells: before.cells.toSpliced(index, 0, cell) })),
    [change],
  );

  const duplicateCell = useCallback(
    (uid: string) => {
      const index = latest.current.cells.findIndex((cell) => cell.uid === uid);
      const cell = latest.current.cells[index];
      // Two cells of one name could not be told apart.
      insertCell({ ...cell, ...NEW_EDIT, uid: randomId(), name: '' } as typeof cell, index + 1);
    },
    [insertCell],
  );

  const deleteCell = useCallback(
    (uid: string) =>
      change((before) => ({ ...before, cells: before.cells.filter((cell) => cell.uid !== uid) })),
    [change],
  );

  /** Saves over `baseRevision`; true when the page's text is what the database now holds. */
  const save = useCallback(
    async (baseRevision: number = latest.current.revision): Promise<boolean> => {
      const { id, title, cells } = latest.current;
      const sent = latest.current;
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
        setNote((before) => {
          const { title, cells, conflicts, titleConflict } = mergeNotes(sent, before, saved);
          return conflicts.length > 0 || titleConflict ? before : { ...saved, title, cells };
        });
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
    [router, unreachable],
  );

  const takeTheirs = useCallback((theirs: Note) => {
    setNote(theirs);
    setTaken((before) => before + 1);
    setDirty(false);
    setSaveState({ kind: 'idle' });
  }, []);

  /** Puts another text in the place of the page's, as unsaved work over a revision. */
  const restore = useCallback(({ title, cells }: NoteContent, baseRevision: number) => {
    const next = {
      ...latest.current,
      title,
      revision: baseRevision,
      cells: cells.map((cell) => ({ ...NEW_EDIT, ...cell })),
    };
    // A save in the same moment sends it.
    latest.current = next;
    setNote(next);
    setTaken((before) => before + 1);
    setDirty(true);
  }, []);

  return {
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
  };
}

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { NoteDraft } from '@/db/notes/note-drafts';
import type { Note } from '@/db/notes/notes';
import type { NoteContent } from '@/lib/domain/note-content';
import { discardDraft, saveDraft } from './draft-actions';
import { adoptLocal, findLocal, holdLocal, writeLocal } from './local-draft';

/** Quiet time after which unsaved work goes to the server. */
const QUIET_MS = 800;

/** Where unsaved work stands: nothing is kept, it is kept, or another window of the same person holds its own. */
export type DraftState = 'none' | 'kept' | 'elsewhere';

/** Time of the draft that the server holds of this window, null for none; a promise while one is on its way. */
export type DraftTime = RefObject<Promise<number | null>>;

/**
 * Keeps unsaved work from the first keystroke: in this browser at once, on the server after a moment without typing;
 * and puts back what an earlier visit left, the browser's before the server's, which it has not reached.
 */
export function useDraft(
  note: Note,
  isDirty: boolean,
  found: NoteDraft | undefined,
  restore: (content: NoteContent, baseRevision: number) => void,
  time: DraftTime,
): { state: DraftState; restored: boolean; discard: () => ReturnType<typeof discardDraft> } {
  const [restored, setRestored] = useState(false);
  const [state, setState] = useState<DraftState>('none');
  const hasStarted = useRef(false);
  const isTyped = useRef(isDirty);
  /** What `time` was when it was last known. */
  const known = useRef(found?.updatedAt ?? null);
  /** The next draft is the first: one of another window on the server is not written over. */
  const followNothing = useCallback(() => {
    known.current = null;
    time.current = Promise.resolve(null);
  }, [time]);

  useEffect(() => holdLocal(note.id), [note.id]);

  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    findLocal(note.id).then((local) => {
      const left = local?.draft ?? found;
      // What was typed meanwhile stays, and what was left waits.
      if (!left || isTyped.current) return;
      if (local) {
        // The server holds other work than this followed: another window's.
        const { over, content } = local.draft;
        if (found && over !== found.updatedAt && !isEqual(found.content, content)) followNothing();
        adoptLocal(note.id, local);
      }
      restore(left.content, left.baseRevision);
      setRestored(true);
    });
  }, [note.id, found, restore, followNothing]);

  useEffect(() => {
    isTyped.current = isDirty;
    if (!isDirty) return;
    const { id, title, cells, revision } = note;
    const draft = { baseRevision: revision, content: { title, cells } };
    const isKeptHere = writeLocal(id, { ...draft, over: known.current });
    let isCurrent = true;
    const send = async (over: number | null): Promise<number | null> => {
      const answer = await saveDraft({ noteId: id, over, ...draft }).catch(() => undefined);
      if (!answer || 'error' in answer) return over;
      if ('updatedAt' in answer) {
        known.current = answer.updatedAt;
        if (isCurrent) {
          writeLocal(id, undefined);
          setState('kept');
        }
        return answer.updatedAt;
      }
      if (answer.other !== null) {
        if (isCurrent) setState('elsewhere');
        return over;
      }
      // A save took the one before with it; this one was typed since.
      return isCurrent && over !== null ? send(null) : null;
    };
    const timer = setTimeout(() => {
      time.current = time.current.then(send);
    }, QUIET_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    if (!isKeptHere) window.addEventListener('beforeunload', warn);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      window.removeEventListener('beforeunload', warn);
    };
  }, [note, isDirty, time]);

  // The save contains the draft: the server has removed its own.
  const wasDirty = useRef(false);
  useEffect(() => {
    if (wasDirty.current && !isDirty) {
      writeLocal(note.id, undefined);
      followNothing();
      setRestored(false);
      setState('none');
    }
    wasDirty.current = isDirty;
  }, [isDirty, note.id, followNothing]);

  const discard = async () => {
    const answer = await discardDraft(note.id, await time.current);
    if ('error' in answer) return answer;
    writeLocal(note.id, undefined);
    followNothing();
    setRestored(false);
    return answer;
  };
  return { state, restored, discard };
}

function isEqual(a: NoteContent, b: NoteContent): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

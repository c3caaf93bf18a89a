import { type RefObject, useEffect, useRef, useState } from 'react';
import type { NoteDraft } from '@/db/notes/note-drafts';
import type { Note } from '@/db/notes/notes';
import type { NoteContent } from '@/lib/domain/note-content';
import { noteDraftSchema } from '@/lib/domain/note-content';
import { discardDraft, saveDraft } from './draft-actions';

/** Quiet time after which unsaved work goes to the server. */
const QUIET_MS = 800;

interface LocalDraft {
  baseRevision: number;
  content: NoteContent;
}

const keyOf = (noteId: number) => `lathe.note-draft.${noteId}`;

/** Unsaved work that this browser holds because the server has not taken it; undefined when there is none. */
function readLocal(noteId: number): LocalDraft | undefined {
  try {
    const { baseRevision, content } = JSON.parse(localStorage.getItem(keyOf(noteId)) ?? 'null') ?? {};
    const parsed = noteDraftSchema.safeParse(content);
    return parsed.success && Number.isInteger(baseRevision)
      ? { baseRevision, content: parsed.data }
      : undefined;
  } catch {
    return undefined;
  }
}

/** True when this browser has kept it; its storage may be full or closed. */
function writeLocal(noteId: number, draft: LocalDraft | undefined): boolean {
  try {
    if (draft) localStorage.setItem(keyOf(noteId), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(noteId));
    return true;
  } catch {
    return false;
  }
}

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

  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    const left = readLocal(note.id) ?? found;
    if (!left) return;
    restore(left.content, left.baseRevision);
    setRestored(true);
  }, [note.id, found, restore]);

  useEffect(() => {
    if (!isDirty) return;
    const { id, title, cells, revision } = note;
    const draft = { baseRevision: revision, content: { title, cells } };
    const isKeptHere = writeLocal(id, draft);
    let isCurrent = true;
    const send = async (over: number | null): Promise<number | null> => {
      const answer = await saveDraft({ noteId: id, over, ...draft }).catch(() => undefined);
      if (!answer || 'error' in answer) return over;
      if ('updatedAt' in answer) {
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
      time.current = Promise.resolve(null);
      setRestored(false);
      setState('none');
    }
    wasDirty.current = isDirty;
  }, [isDirty, note.id, time]);

  const discard = async () => {
    const answer = await discardDraft(note.id);
    if ('error' in answer) return answer;
    writeLocal(note.id, undefined);
    time.current = Promise.resolve(null);
    setRestored(false);
    return answer;
  };
  return { state, restored, discard };
}

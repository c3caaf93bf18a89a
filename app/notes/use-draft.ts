import { useEffect, useRef, useState } from 'react';
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

/**
 * Keeps unsaved work from the first keystroke: in this browser at once, on the server after a moment without typing;
 * and puts back what an earlier visit left, the browser's before the server's, which it has not reached.
 */
export function useDraft(
  note: Note,
  isDirty: boolean,
  found: NoteDraft | undefined,
  restore: (content: NoteContent, baseRevision: number) => void,
): { state: DraftState; restored: boolean; discard: () => ReturnType<typeof discardDraft> } {
  const [restored, setRestored] = useState(false);
  const [state, setState] = useState<DraftState>('none');
  const over = useRef(found?.updatedAt ?? null);
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
    const send = async () => {
      const answer = await saveDraft({ noteId: id, over: over.current, ...draft }).catch(() => undefined);
      if (!answer || 'error' in answer) return;
      if ('updatedAt' in answer) {
        over.current = answer.updatedAt;
        if (!isCurrent) return;
        writeLocal(id, undefined);
        setState('kept');
      } else if (answer.other === null) over.current = null;
      else if (isCurrent) setState('elsewhere');
    };
    const timer = setTimeout(() => void send(), QUIET_MS);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    if (!isKeptHere) window.addEventListener('beforeunload', warn);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      window.removeEventListener('beforeunload', warn);
    };
  }, [note, isDirty]);

  // The save contains the draft: the server has removed its own.
  const wasDirty = useRef(false);
  useEffect(() => {
    if (wasDirty.current && !isDirty) {
      writeLocal(note.id, undefined);
      over.current = null;
      setRestored(false);
      setState('none');
    }
    wasDirty.current = isDirty;
  }, [isDirty, note.id]);

  const discard = async () => {
    const answer = await discardDraft(note.id);
    if ('error' in answer) return answer;
    writeLocal(note.id, undefined);
    over.current = null;
    setRestored(false);
    return answer;
  };
  return { state, restored, discard };
}

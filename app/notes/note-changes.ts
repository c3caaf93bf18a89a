import { useEffect, useRef } from 'react';

const CHANGED = 'lathe-note-changed';

/** Tells the editors of this page that a note was changed past them. */
export function tellNoteChanged(noteId: number): void {
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: noteId }));
}

/** Calls the function when something else on this page has changed the note. */
export function useNoteChanges(noteId: number, listener: () => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const onChange = (event: Event) => {
      if ((event as CustomEvent<number>).detail === noteId) latest.current();
    };
    window.addEventListener(CHANGED, onChange);
    return () => window.removeEventListener(CHANGED, onChange);
  }, [noteId]);
}

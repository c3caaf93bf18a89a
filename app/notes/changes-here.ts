import { useEffect, useRef } from 'react';

/** What another part of the same page does to a note; what others save comes with `useNoteChanges` of the stream. */
const CHANGED = 'lathe-note-changed';

/** Tells the editors of this page that a note was changed past them. */
export function tellNoteChangedHere(noteId: number): void {
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: noteId }));
}

/** Calls the function when something else on this page has changed the note. */
export function useNoteChangedHere(noteId: number, listener: () => void): void {
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

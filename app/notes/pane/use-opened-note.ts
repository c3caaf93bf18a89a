import { useCallback, useEffect, useRef, useState } from 'react';
import { useNoteChanges } from '../../live/live-provider';
import { type NoteChoice, type OpenedNote, openNote, readNoteChoices } from '../open-actions';

/** The text that the editor shows: the revision it is written on, and what becomes of it. */
export interface ShownText {
  revision: number;
  isDirty: boolean;
  isSaving: boolean;
}

/**
 * The chosen note as it is stored, read again when something is added to it from outside of its editor. While the
 * editor has unsaved work nothing is taken from under it: `isNewer` then tells, and `show` joins the two.
 */
export function useOpenedNote(noteId: number | undefined) {
  const [choices, setChoices] = useState<NoteChoice[]>();
  const [opened, setOpened] = useState<OpenedNote | 'gone'>();
  const [isNewer, setNewer] = useState(false);
  const shown = useRef<ShownText>(undefined);
  const wanted = useRef(noteId);

  const show = useCallback(async () => {
    const asked = wanted.current;
    if (asked === undefined) return;
    const answer = await openNote(asked).catch(() => 'unread' as const);
    // Another one was chosen meanwhile, or the server is away: what is shown stays.
    if (wanted.current !== asked || answer === 'unread') return;
    setNewer(false);
    setOpened(answer ?? 'gone');
  }, []);
  const list = useCallback(async () => {
    const found = await readNoteChoices().catch(() => undefined);
    if (found) setChoices(found);
    return found;
  }, []);

  useEffect(() => {
    wanted.current = noteId;
    shown.current = undefined;
    setOpened(undefined);
    setNewer(false);
    void show();
    void list();
  }, [noteId, show, list]);

  useNoteChanges(async () => {
    const found = await list();
    const known = shown.current;
    // A save joins what others saved by itself.
    if (!found || wanted.current === undefined || known === undefined || known.isSaving) return;
    const stored = found.find(({ id }) => id === wanted.current);
    if (stored && stored.revision <= known.revision) return;
    if (known.isDirty && stored) setNewer(true);
    else void show();
  });

  const setShown = useCallback((text: ShownText) => {
    shown.current = text;
    if (!text.isDirty) setNewer(false);
  }, []);
  return { choices, opened, isNewer, setShown, show };
}

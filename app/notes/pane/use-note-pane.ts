'use client';

import { createContext, useCallback, useEffect, useRef, useState } from 'react';

const OPEN = 'lathe.note-pane';
const WIDTH = 'lathe.note-pane-width';

/** Bounds of the width, and the width at first, in pixels. */
export const LEAST_WIDTH = 320;
export const MOST_WIDTH = 900;
export const FIRST_WIDTH = 480;

/** A note as it is named. */
export interface OpenNote {
  id: number;
  title: string;
}

/** The note that is open beside the page; undefined when none is, or its name is not known yet. */
export const OpenNoteContext = createContext<OpenNote | undefined>(undefined);

/** The pane beside the page: whether it is open, with which note, and how wide. */
export interface NotePaneState {
  isOpen: boolean;
  /** Undefined while none is chosen. */
  noteId: number | undefined;
  /** The note that it shows, as it told by `tell`. */
  shown: OpenNote | undefined;
  tell(note: OpenNote | undefined): void;
  width: number;
  /** It was opened just now, not by a reload. */
  isAsked: boolean;
  open(): void;
  close(): void;
  choose(noteId: number | undefined): void;
  resize(width: number): void;
}

/** Keeps the pane over navigation and reload, in each tab for itself; its width is that of the browser. */
export function useNotePane(): NotePaneState {
  const [isOpen, setOpen] = useState(false);
  const [noteId, setNoteId] = useState<number>();
  const [shown, tell] = useState<OpenNote>();
  const [width, setWidth] = useState(FIRST_WIDTH);
  const [isAsked, setAsked] = useState(false);
  /** Where the focus goes back to. */
  const opener = useRef<Element>(null);

  // What was kept is known to the browser only.
  useEffect(() => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(OPEN) ?? 'null') as {
        isOpen?: unknown;
        noteId?: unknown;
      } | null;
      if (Number.isInteger(kept?.noteId)) setNoteId(kept?.noteId as number);
      setOpen(kept?.isOpen === true);
      const wide = Number(localStorage.getItem(WIDTH));
      if (wide > 0) setWidth(bounded(wide));
    } catch {
      // Storage may be closed, or hold what is none of ours: the pane is closed then.
    }
  }, []);

  const keep = useCallback((next: { isOpen: boolean; noteId: number | undefined }) => {
    setOpen(next.isOpen);
    setNoteId(next.noteId);
    write(() => sessionStorage.setItem(OPEN, JSON.stringify(next)));
  }, []);
  const resize = useCallback((next: number) => {
    setWidth(bounded(next));
    write(() => localStorage.setItem(WIDTH, String(bounded(next))));
  }, []);
  return {
    isOpen,
    noteId,
    shown,
    tell,
    width,
    isAsked,
    open: () => {
      opener.current = document.activeElement;
      setAsked(true);
      keep({ isOpen: true, noteId });
    },
    close: () => {
      keep({ isOpen: false, noteId });
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
    choose: (chosen) => keep({ isOpen: true, noteId: chosen }),
    resize,
  };
}

function bounded(width: number): number {
  return Math.round(Math.min(Math.max(width, LEAST_WIDTH), MOST_WIDTH));
}

/** Storage that is full or closed keeps nothing, and the pane works all the same. */
function write(act: () => void): void {
  try {
    act();
  } catch {
    // As said above.
  }
}

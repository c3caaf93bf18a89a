'use client';

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { RunChanges } from '@/db/queries/run-changes';
import { useIsHydrated } from '../shell/use-is-hydrated';
import type { LiveMessage } from './live-message';

type Listener = (changes: RunChanges) => void;

/** `isDrawn`: what the listener shows was drawn with the document, so that it hears of what it missed since. */
type Subscribe = (listener: Listener, isDrawn: boolean) => () => void;

const LiveContext = createContext<Subscribe>(() => () => {});

/** What is told when messages were missed: anything may have changed meanwhile. */
const ANYTHING: RunChanges = { runs: [], areMore: true, areNotes: true };

const CHANNEL = 'lathe-live';
const LEADER_LOCK = 'lathe-live-leader';
/** Asks the tab that reads the stream how far it is. */
const HELLO = 'hello';

/**
 * One event stream for all tabs of this browser: the tab that holds a lock reads it and tells the others, since a
 * browser allows six connections to one origin. Another tab takes over when that one closes. Messages are counted from
 * `drawnAt` on, how far changes were when the document was drawn: a gap, be it before the stream was open or while it was
 * interrupted, is told as a change of anything.
 */
export function LiveProvider({ drawnAt, children }: { drawnAt: number; children: ReactNode }) {
  const listeners = useRef(new Set<Listener>());
  const [firstVersion] = useState(drawnAt);
  const seen = useRef(firstVersion);
  const [subscribe] = useState(
    (): Subscribe => (listener, isDrawn) => {
      listeners.current.add(listener);
      if (isDrawn && seen.current !== firstVersion) listener(ANYTHING);
      return () => {
        listeners.current.delete(listener);
      };
    },
  );

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    const closing = new AbortController();
    let isOpen = false;
    const take = ({ version, changes }: LiveMessage) => {
      if (version === seen.current) return;
      const told = changes && version === seen.current + 1 ? changes : ANYTHING;
      seen.current = version;
      for (const listener of listeners.current) listener(told);
    };
    channel.onmessage = ({ data }: MessageEvent<LiveMessage | typeof HELLO>) => {
      if (data !== HELLO) take(data);
      else if (isOpen) channel.postMessage({ version: seen.current });
    };
    const onMessage = (message: LiveMessage) => {
      isOpen = true;
      take(message);
      channel.postMessage(message);
    };
    const onError = () => {
      isOpen = false;
    };
    const lead = () => readStream(onMessage, onError, closing.signal);
    channel.postMessage(HELLO);
    // Locks exist in secure contexts only; elsewhere each tab reads its own stream.
    if (navigator.locks)
      navigator.locks.request(LEADER_LOCK, { signal: closing.signal }, lead).catch(() => {});
    else lead();
    return () => {
      closing.abort();
      channel.close();
    };
  }, []);

  return <LiveContext value={subscribe}>{children}</LiveContext>;
}

/** Reads the stream until the signal; the browser connects again by itself. */
function readStream(
  onMessage: (message: LiveMessage) => void,
  onError: () => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource('/api/stream');
    source.onerror = onError;
    source.onmessage = (event) => onMessage(JSON.parse(event.data));
    signal.addEventListener('abort', () => {
      source.close();
      resolve();
    });
  });
}

/** Calls the function with each change of runs since what is shown was drawn, as long as the component is shown. */
export function useRunChanges(listener: Listener): void {
  const subscribe = useContext(LiveContext);
  const isHydrated = useIsHydrated();
  const [isDrawn] = useState(!isHydrated);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => subscribe((changes) => latest.current(changes), isDrawn), [subscribe, isDrawn]);
}

/** Calls the function whenever notes were saved, trashed or restored, as long as the component is shown. */
export function useNoteChanges(listener: () => void): void {
  useRunChanges(({ areNotes }) => {
    if (areNotes) listener();
  });
}

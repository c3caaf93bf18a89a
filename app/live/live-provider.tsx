'use client';

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { RunChanges } from '@/db/queries/run-changes';

type Listener = (changes: RunChanges) => void;

type Subscribe = (listener: Listener) => () => void;

const LiveContext = createContext<Subscribe>(() => () => {});

/** What is told after the stream was interrupted: anything may have changed meanwhile. */
const ANYTHING: RunChanges = { runs: [], areMore: true, areNotes: true };

const CHANNEL = 'lathe-live';
const LEADER_LOCK = 'lathe-live-leader';

/**
 * One event stream for all tabs of this browser: the tab that holds a lock reads it and tells the others, since a
 * browser allows six connections to one origin. Another tab takes over when that one closes.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const listeners = useRef(new Set<Listener>());
  const [subscribe] = useState(
    (): Subscribe => (listener) => {
      listeners.current.add(listener);
      return () => {
        listeners.current.delete(listener);
      };
    },
  );

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    const closing = new AbortController();
    const tell = (changes: RunChanges) => {
      for (const listener of listeners.current) listener(changes);
    };
    channel.onmessage = (event: MessageEvent<RunChanges>) => tell(event.data);
    const share = (changes: RunChanges) => {
      tell(changes);
      channel.postMessage(changes);
    };
    const lead = () => readStream(share, closing.signal);
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
function readStream(share: (changes: RunChanges) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource('/api/stream');
    let wasInterrupted = false;
    source.onerror = () => {
      wasInterrupted = true;
    };
    source.onopen = () => {
      if (wasInterrupted) share(ANYTHING);
      wasInterrupted = false;
    };
    source.addEventListener('runs', (event) => share(JSON.parse(event.data)));
    signal.addEventListener('abort', () => {
      source.close();
      resolve();
    });
  });
}

/** Calls the function with each change of runs, as long as the component is shown. */
export function useRunChanges(listener: Listener): void {
  const subscribe = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => subscribe((changes) => latest.current(changes)), [subscribe]);
}

/** Calls the function whenever notes were saved, trashed or restored, as long as the component is shown. */
export function useNoteChanges(listener: () => void): void {
  useRunChanges(({ areNotes }) => {
    if (areNotes) listener();
  });
}

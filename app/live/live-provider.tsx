'use client';

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { RunChanges } from '@/db/queries/run-changes';

type Listener = (changes: RunChanges) => void;

interface Live {
  subscribe(listener: Listener): () => void;
  isConnected: boolean;
}

const LiveContext = createContext<Live>({ subscribe: () => () => {}, isConnected: true });

const CHANNEL = 'lathe-live';
const LEADER_LOCK = 'lathe-live-leader';

/**
 * One event stream for all tabs of this browser: the tab that holds a lock reads it and tells the others, since a
 * browser allows six connections to one origin. Another tab takes over when that one closes.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const listeners = useRef(new Set<Listener>());
  const [isConnected, setConnected] = useState(true);
  const [subscribe] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  });

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    const closing = new AbortController();
    const tell = (message: RunChanges | boolean) => {
      if (typeof message === 'boolean') setConnected(message);
      else for (const listener of listeners.current) listener(message);
    };
    channel.onmessage = (event: MessageEvent<RunChanges | boolean>) => tell(event.data);
    const share = (message: RunChanges | boolean) => {
      tell(message);
      channel.postMessage(message);
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

  return <LiveContext value={{ subscribe, isConnected }}>{children}</LiveContext>;
}

/** Reads the stream until the signal; the browser connects again by itself. */
function readStream(share: (message: RunChanges | boolean) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource('/api/stream');
    source.onopen = () => share(true);
    source.onerror = () => share(false);
    source.addEventListener('runs', (event) => share(JSON.parse(event.data)));
    signal.addEventListener('abort', () => {
      source.close();
      resolve();
    });
  });
}

/** Calls the function with each change of runs, as long as the component is shown. */
export function useRunChanges(listener: Listener): void {
  const { subscribe } = useContext(LiveContext);
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

/** False while the stream is interrupted. */
export function useIsConnected(): boolean {
  return useContext(LiveContext).isConnected;
}

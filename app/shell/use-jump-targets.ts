'use client';

import { useEffect, useState } from 'react';
import type { JumpFound } from './jump-options';

const PAUSE_MS = 120;

/** What the server found for a text; `failed` when it did not answer. */
export interface JumpAnswer {
  text: string;
  targets?: JumpFound;
  failed?: true;
}

/** Asks the server what a text names, once it rests; the newest runs for an empty one. */
export function useJumpTargets(text: string): JumpAnswer | undefined {
  const [answer, setAnswer] = useState<JumpAnswer>();
  useEffect(() => {
    const closing = new AbortController();
    const ask = async () => {
      try {
        const response = await fetch(`/api/jump?q=${encodeURIComponent(text)}`, { signal: closing.signal });
        if (!response.ok) throw new Error(String(response.status));
        setAnswer({ text, targets: (await response.json()) as JumpFound });
      } catch {
        if (!closing.signal.aborted) setAnswer({ text, failed: true });
      }
    };
    const timer = setTimeout(ask, text === '' ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      closing.abort();
    };
  }, [text]);
  return answer;
}

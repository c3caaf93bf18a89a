'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useRunChanges } from './live-provider';

const SHORTEST_PAUSE_MS = 2_000;

/**
 * Has the server make the page again when runs change, at most every two seconds. Scroll, selections and what was
 * typed stay.
 */
export function LiveRefresh() {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useRunChanges(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      router.refresh();
    }, SHORTEST_PAUSE_MS);
  });
  return null;
}

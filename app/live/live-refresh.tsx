'use client';

import { useRouter } from 'next/navigation';
import { useLiveRefresh } from './use-live-refresh';

const PAUSE_MS = 2_000;

/**
 * Has the server make the page again when runs change, or only some of them, at most every two seconds. Scroll,
 * selections and what was typed stay.
 */
export function LiveRefresh({ runIds }: { runIds?: readonly number[] }) {
  const router = useRouter();
  useLiveRefresh(() => router.refresh(), PAUSE_MS, runIds);
  return null;
}

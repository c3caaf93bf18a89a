import { useEffect, useRef } from 'react';
import { useRunChanges } from '../../live/live-provider';

const REFRESH_PAUSE_MS = 1_000;

/** Refreshes when runs changed, at most once a second, and only while the page is seen. */
export function useLiveRefresh(refresh: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isStale = useRef(false);
  useEffect(() => {
    const onVisible = () => {
      if (document.hidden || !isStale.current) return;
      isStale.current = false;
      refresh();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [refresh]);
  useRunChanges(() => {
    if (document.hidden) {
      isStale.current = true;
      return;
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      refresh();
    }, REFRESH_PAUSE_MS);
  });
}

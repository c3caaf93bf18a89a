import { useEffect, useRef } from 'react';
import { useRunChanges } from './live-provider';

/**
 * Refreshes when runs changed, those of `runIds` if it is given, at most once in the pause, and only while the page is
 * seen: else as soon as it is seen again.
 */
export function useLiveRefresh(refresh: () => void, pauseMs: number, runIds?: readonly number[]): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isStale = useRef(false);
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    const onVisible = () => {
      if (document.hidden || !isStale.current) return;
      isStale.current = false;
      latest.current();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, []);
  useRunChanges(({ runs, areMore }) => {
    if (!areMore && !runs.some(({ id }) => runIds === undefined || runIds.includes(id))) return;
    if (document.hidden) {
      isStale.current = true;
      return;
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, pauseMs);
  });
}

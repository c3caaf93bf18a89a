import { useEffect, useRef, useState } from 'react';
import { useRunChanges } from '../live/live-provider';

/** Rises after runs changed, at most once in `pauseMs` milliseconds. */
export function useRunVersion(pauseMs: number): number {
  const [version, setVersion] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useRunChanges(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setVersion((before) => before + 1);
    }, pauseMs);
  });
  return version;
}

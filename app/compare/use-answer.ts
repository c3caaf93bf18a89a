'use client';

import { useEffect, useRef, useState } from 'react';

/** What a read of the server gave: the last answer stays while a newer one is on its way. */
export interface Answer<T> {
  value: T | undefined;
  error: string | undefined;
  isLoading: boolean;
}

/** Reads JSON from an address whenever the address, or `version`, changes; none while the address is undefined. */
export function useAnswer<T>(url: string | undefined, version: unknown = 0, initial?: T): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { of?: string }>({
    value: initial,
    error: undefined,
    isLoading: initial === undefined && url !== undefined,
  });
  const known = useRef(initial === undefined ? undefined : `${url} ${version}`);
  useEffect(() => {
    const wanted = `${url} ${version}`;
    if (url === undefined || known.current === wanted) return;
    const leaving = new AbortController();
    setAnswer((last) => ({ ...last, isLoading: true }));
    fetch(url, { signal: leaving.signal })
      .then(async (response) => {
        const body = await response.json();
        if (!response.ok) throw new Error(body?.error?.message ?? response.statusText);
        known.current = wanted;
        setAnswer({ value: body as T, error: undefined, isLoading: false });
      })
      .catch((error: unknown) => {
        if (leaving.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setAnswer((last) => ({ ...last, error: message, isLoading: false }));
      });
    return () => leaving.abort();
  }, [url, version]);
  return answer;
}

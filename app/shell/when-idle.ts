import { useEffect } from 'react';

/** A page that is never idle goes on after this all the same. */
const LONGEST_WAIT_MS = 1_000;

/** Waits until the page has loaded and the browser has nothing to do: for code that nothing shown first needs. */
export async function whenIdle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  await new Promise((resolve) =>
    'requestIdleCallback' in window
      ? requestIdleCallback(resolve, { timeout: LONGEST_WAIT_MS })
      : setTimeout(resolve),
  );
}

/** Fetches code for the page that people go to next, once this one has nothing to do. Keep `load` the same function. */
export function useLater(load: () => Promise<unknown>): void {
  useEffect(() => {
    // A failed load is tried again, and told, by what needs the code.
    whenIdle()
      .then(load)
      .catch(() => {});
  }, [load]);
}

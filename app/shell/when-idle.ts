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

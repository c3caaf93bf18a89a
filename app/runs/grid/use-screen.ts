import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 48em)';

/** True on a narrow screen; what the server sends follows by its style sheet. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = matchMedia(NARROW);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => matchMedia(NARROW).matches,
    () => false,
  );
}

const never = () => () => {};

/** False until the page has come to life: what is typed before would be lost. */
export function useIsAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

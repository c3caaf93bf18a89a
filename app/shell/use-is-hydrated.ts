import { useSyncExternalStore } from 'react';

const noChange = () => () => {};

/** False while the server draws and until the page is taken over by scripts, true from then on. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}

'use client';

import { useIsHydrated } from '../shell/use-is-hydrated';

/** Items that the server draws; the browser adds the others, below the edge of a box that scrolls. */
const DRAWN_BY_SERVER = 30;

/** The first items while the page comes from the server, then all of them. */
export function useFirst<T>(items: readonly T[]): readonly T[] {
  return useIsHydrated() ? items : items.slice(0, DRAWN_BY_SERVER);
}

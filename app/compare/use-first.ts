'use client';

import { useSyncExternalStore } from 'react';

/** Items that the server draws; the browser adds the others, below the edge of a box that scrolls. */
const DRAWN_BY_SERVER = 30;

const never = () => () => {};

/** The first items while the page comes from the server, then all of them. */
export function useFirst<T>(items: readonly T[]): readonly T[] {
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isHere ? items : items.slice(0, DRAWN_BY_SERVER);
}

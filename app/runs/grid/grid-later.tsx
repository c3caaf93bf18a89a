'use client';

import { useEffect } from 'react';
import { whenIdle } from '../../shell/when-idle';

/** Stands on a page from which people go on to a grid: its code is fetched once this page has nothing to do. */
export function GridLater() {
  useEffect(() => {
    // A failed load is tried again, and told, when the grid is made.
    whenIdle()
      .then(() => import('./grid-box'))
      .catch(() => {});
  }, []);
  return null;
}

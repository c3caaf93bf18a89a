'use client';

import { useLater } from '../../shell/when-idle';

const load = () => import('./grid-box');

/** Stands on a page from which people go on to a grid: its code is fetched once this page has nothing to do. */
export function GridLater() {
  useLater(load);
  return null;
}

'use client';

// The grid is in view at once: its code is asked for before the page has come to life.
if (typeof window !== 'undefined') void import('./grid-box');

/** Stands on a page whose grid is in view when the page is shown. */
export function GridAhead() {
  return null;
}

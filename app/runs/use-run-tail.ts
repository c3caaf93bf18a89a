'use client';

import { useEffect, useRef } from 'react';
import { useRunChanges } from '../live/live-provider';

const SHORTEST_PAUSE_MS = 700;

/**
 * Calls `follow` after the run changed: one call at a time, and not oftener than every 0.7 seconds. A change during
 * a call is followed by another one.
 */
export function useRunTail(runId: number, follow: () => Promise<void>): void {
  const latest = useRef(follow);
  const state = useRef({ isBusy: false, isStale: false, isGone: false });
  useEffect(() => {
    latest.current = follow;
  });
  useEffect(() => {
    const current = state.current;
    current.isGone = false;
    return () => {
      current.isGone = true;
    };
  }, []);

  useRunChanges(({ runs, areMore }) => {
    if (areMore || runs.some(({ id }) => id === runId)) run();
  });

  async function run(): Promise<void> {
    const current = state.current;
    current.isStale = true;
    if (current.isBusy) return;
    current.isBusy = true;
    while (current.isStale && !current.isGone) {
      current.isStale = false;
      await latest.current();
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_PAUSE_MS));
    }
    current.isBusy = false;
  }
}

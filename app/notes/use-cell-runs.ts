'use client';

import { useCallback, useRef, useState } from 'react';
import type { PinnedResult } from '@/db/notes/note-results';
import { cancelQuery } from '../console/query-requests';
import { randomId } from '../console/random-id';
import { runCell } from './actions';

/** What is known of an SQL cell: the result seen last, an error after it, and whether it runs. */
export interface CellRun {
  pinned?: PinnedResult;
  error?: string;
  isRunning: boolean;
}

/** Runs the SQL cells of a note, by their uid. */
export function useCellRuns(noteId: number, results: PinnedResult[], unreachable: string) {
  const [runs, setRuns] = useState<Record<string, CellRun>>(() =>
    Object.fromEntries(results.map((pinned) => [pinned.cellUid, { pinned, isRunning: false }])),
  );
  const queryIds = useRef<Record<string, string>>({});

  const run = useCallback(
    async (cellUid: string) => {
      const queryId = randomId();
      queryIds.current[cellUid] = queryId;
      const set = (next: (before: CellRun | undefined) => CellRun) =>
        setRuns((before) => ({ ...before, [cellUid]: next(before[cellUid]) }));
      set((before) => ({ pinned: before?.pinned, isRunning: true }));
      try {
        const answer = await runCell({ noteId, cellUid, queryId });
        if ('error' in answer)
          set((before) => ({ pinned: before?.pinned, error: answer.error.message, isRunning: false }));
        else set(() => ({ pinned: answer.pinned, isRunning: false }));
      } catch {
        set((before) => ({ pinned: before?.pinned, error: unreachable, isRunning: false }));
      }
    },
    [noteId, unreachable],
  );
  /** Shows results that something else has pinned, where they are newer. */
  const take = useCallback((found: readonly PinnedResult[]) => {
    setRuns((before) => {
      const newer = found.filter(({ cellUid, id }) => (before[cellUid]?.pinned?.id ?? 0) < id);
      const entries = newer.map((pinned) => [pinned.cellUid, { pinned, isRunning: false }]);
      return { ...before, ...Object.fromEntries(entries) };
    });
  }, []);
  const cancel = useCallback((cellUid: string) => {
    const queryId = queryIds.current[cellUid];
    if (queryId) void cancelQuery(queryId);
  }, []);
  return { runs, run, take, cancel };
}

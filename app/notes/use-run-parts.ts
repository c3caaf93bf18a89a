import { useCallback, useState } from 'react';
import type { RunPart, RunSnapshot } from '@/lib/domain/note-content';
import { type Answer, useAnswer } from '../compare/use-answer';
import { useRunTail } from '../runs/use-run-tail';

/** Parts of a run as they are now, read again whenever the run has recorded something; none without a run. */
export function useRunParts(runId: number | null, parts: readonly RunPart[]): Answer<RunSnapshot> {
  const [version, setVersion] = useState(0);
  useRunTail(
    runId ?? 0,
    useCallback(async () => setVersion((before) => before + 1), []),
  );
  const query = parts.map((part) => `part=${part}`).join('&');
  return useAnswer<RunSnapshot>(runId === null ? undefined : `/api/runs/${runId}/parts?${query}`, version);
}

/** One fact of the summary of a run. */
export function factOf({ parts }: RunSnapshot, fact: string): string | undefined {
  const value = parts.summary?.rows.find(([name]) => name === fact)?.[1];
  return typeof value === 'string' ? value : undefined;
}

'use client';

import { useCallback, useRef, useState } from 'react';
import type { QueryAnswer } from './query-answer';
import { randomId } from './random-id';

/** Where the asking of a query stands. */
export type QueryState =
  | { kind: 'idle' }
  | { kind: 'running'; isCancelling: boolean; startedAt: number }
  | { kind: 'answered'; answer: QueryAnswer; sql: string };

/** Sends the SQL to the server and gives its answer; `unreachable` is said when there is none. */
async function fetchAnswer(id: string, sql: string, unreachable: string): Promise<QueryAnswer> {
  try {
    const response = await fetch('/api/console/queries', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, sql }),
    });
    const body = await response.json();
    return response.ok ? { result: body } : { error: body.error };
  } catch {
    return { error: { code: 'unreachable', message: unreachable } };
  }
}

/** Asks the server to kill a query. */
export function cancelQuery(id: string): Promise<unknown> {
  return fetch(`/api/console/queries/${id}`, { method: 'DELETE' }).catch(() => undefined);
}

/** Runs one query at a time; the answer to an earlier one is dropped. */
export function useQuery(unreachable: string): {
  state: QueryState;
  run: (sql: string) => void;
  cancel: () => void;
} {
  const [state, setState] = useState<QueryState>({ kind: 'idle' });
  const current = useRef<string>(undefined);
  const run = useCallback(
    (sql: string) => {
      if (current.current) return;
      const id = randomId();
      current.current = id;
      setState({ kind: 'running', isCancelling: false, startedAt: Date.now() });
      void fetchAnswer(id, sql, unreachable).then((answer) => {
        if (current.current !== id) return;
        current.current = undefined;
        setState({ kind: 'answered', answer, sql });
      });
    },
    [unreachable],
  );
  const cancel = useCallback(() => {
    if (!current.current) return;
    setState((before) => (before.kind === 'running' ? { ...before, isCancelling: true } : before));
    void cancelQuery(current.current);
  }, []);
  return { state, run, cancel };
}

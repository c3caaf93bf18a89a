'use client';

import { useCallback, useRef, useState } from 'react';
import type { TypedParams } from '@/lib/domain/typed-param';
import type { QueryAnswer } from './query-answer';
import { cancelQuery, fetchResult } from './query-requests';
import { randomId } from './random-id';

/** A statement that is to be run; `start` is its place in the text of the editor. */
export interface Statement {
  sql: string;
  start: number;
}

/** A statement that was run, with what came of it. */
export interface Outcome extends Statement {
  id: string;
  params: TypedParams;
  /** Where it was asked; '' for the tracking database. */
  connection: string;
  answer: QueryAnswer;
}

/** What is asked in a tab. */
export interface AskedIn {
  /** Of the tab, which keeps what came of it. */
  id: string;
  params: TypedParams;
  connection: string;
}

/** Where the running of statements stands. */
export interface StatementsState {
  /** By the id of the tab in which they were run. */
  outcomes: Readonly<Record<string, readonly Outcome[]>>;
  running?: { tab: string; index: number; total: number; isCancelling: boolean; startedAt: number };
}

/**
 * Runs statements one after the other, up to the first that fails; a later run of a tab takes the place of what came of
 * an earlier one.
 */
export function useStatements(unreachable: string): {
  state: StatementsState;
  run: (statements: readonly Statement[], asked: AskedIn) => Promise<readonly Outcome[]>;
  cancel: () => void;
  /** Lets go of what came of a tab that is closed. */
  forget: (tab: string) => void;
} {
  const [state, setState] = useState<StatementsState>({ outcomes: {} });
  const current = useRef<string>(undefined);
  const run = useCallback(
    async (statements: readonly Statement[], { id: tab, params, connection }: AskedIn) => {
      const outcomes: Outcome[] = [];
      if (current.current || statements.length === 0) return outcomes;
      const startedAt = Date.now();
      for (const [index, statement] of statements.entries()) {
        const id = randomId();
        current.current = id;
        const running = { tab, index, total: statements.length, isCancelling: false, startedAt };
        const known = [...outcomes];
        setState((before) => ({
          outcomes: index === 0 ? before.outcomes : { ...before.outcomes, [tab]: known },
          running,
        }));
        const own = usedParams(statement.sql, params);
        const answer = await fetchResult({ id, sql: statement.sql, params: own, connection }, unreachable);
        outcomes.push({ ...statement, id, params: own, connection, answer });
        if ('error' in answer) break;
      }
      current.current = undefined;
      setState((before) => ({ outcomes: { ...before.outcomes, [tab]: outcomes } }));
      return outcomes;
    },
    [unreachable],
  );
  const cancel = useCallback(() => {
    if (!current.current) return;
    setState(({ outcomes, running }) => ({
      outcomes,
      running: running && { ...running, isCancelling: true },
    }));
    void cancelQuery(current.current);
  }, []);
  const forget = useCallback(
    (tab: string) =>
      setState(({ outcomes: { [tab]: _gone, ...outcomes }, ...before }) => ({ ...before, outcomes })),
    [],
  );
  return { state, run, cancel, forget };
}

/** The parameters that may stand in a statement, by a search of its text: the engine leaves out the others, the log need not keep them. */
function usedParams(sql: string, params: TypedParams): TypedParams {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => (/^\d+$/.test(name) && /[?$]/.test(sql)) || sql.includes(name)),
  );
}

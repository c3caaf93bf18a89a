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

/** Where the running of statements stands. */
export interface StatementsState {
  outcomes: readonly Outcome[];
  running?: { index: number; total: number; isCancelling: boolean; startedAt: number };
}

/**
 * Runs statements one after the other, up to the first that fails; a later run takes the place of what came of an
 * earlier one.
 */
export function useStatements(unreachable: string): {
  state: StatementsState;
  run: (
    statements: readonly Statement[],
    asked: { params: TypedParams; connection: string },
  ) => Promise<readonly Outcome[]>;
  cancel: () => void;
} {
  const [state, setState] = useState<StatementsState>({ outcomes: [] });
  const current = useRef<string>(undefined);
  const run = useCallback(
    async (
      statements: readonly Statement[],
      { params, connection }: { params: TypedParams; connection: string },
    ) => {
      const outcomes: Outcome[] = [];
      if (current.current || statements.length === 0) return outcomes;
      const startedAt = Date.now();
      for (const [index, statement] of statements.entries()) {
        const id = randomId();
        current.current = id;
        const running = { index, total: statements.length, isCancelling: false, startedAt };
        setState((before) => ({ outcomes: index === 0 ? before.outcomes : [...outcomes], running }));
        const own = usedParams(statement.sql, params);
        const answer = await fetchResult({ id, sql: statement.sql, params: own, connection }, unreachable);
        outcomes.push({ ...statement, id, params: own, connection, answer });
        if ('error' in answer) break;
      }
      current.current = undefined;
      setState({ outcomes });
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
  return { state, run, cancel };
}

/** The parameters whose names stand in a statement; SQLite ignores others, the log need not keep them. */
function usedParams(sql: string, params: TypedParams): TypedParams {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => /^\d+$/.test(name) || sql.includes(name)),
  );
}

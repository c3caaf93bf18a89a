'use client';

import type { RefObject } from 'react';
import type { SqlDialect } from '@/lib/domain/sql/dialect';
import type { SqlEditorHandle } from './sql-editor';
import type { Outcome, useStatements } from './use-statements';
import type { ConsoleTab } from './use-tabs';

/** Runs what is meant in the editor, the selection or the statement at the cursor, and marks its faults there. */
export function useEditorRuns(asked: {
  editor: RefObject<SqlEditorHandle | null>;
  tab: ConsoleTab;
  dialect: SqlDialect;
  run: ReturnType<typeof useStatements>['run'];
  /** Told when there is no statement to run. */
  onNothing: () => void;
}): { runEditor: (all?: boolean) => Promise<void>; explain: () => Promise<void> } {
  const { editor, tab, dialect, run, onNothing } = asked;
  /** `added` characters were put before what stands in the text. */
  const showFaults = (outcomes: readonly Outcome[], added = 0) => {
    const text = editor.current?.text() ?? '';
    const faults = outcomes.flatMap(({ answer, sql, start }) => {
      const written = sql.slice(added);
      // The text may have been changed while it ran.
      if (!('error' in answer) || text.slice(start, start + written.length) !== written) return [];
      const place = start - added;
      return (answer.error.details ?? []).flatMap((fault) =>
        fault.start === undefined || fault.end === undefined
          ? []
          : [{ start: place + fault.start, end: place + fault.end, message: fault.message }],
      );
    });
    editor.current?.mark(faults);
  };
  const meant = async (all: boolean) => {
    const selection = editor.current?.selection() ?? { start: 0, end: 0 };
    const text = editor.current?.text() ?? tab.sql;
    // With the editor, not with the page.
    const { statementsToRun } = await import('@/lib/domain/sql/statements');
    return statementsToRun(text, selection, all, dialect);
  };
  return {
    runEditor: async (all = false) => {
      const statements = await meant(all);
      if (statements.length === 0) onNothing();
      else showFaults(await run(statements, tab));
    },
    explain: async () => {
      const [statement] = await meant(false);
      if (!statement) return onNothing();
      const { explainedFrom } = await import('@/lib/domain/sql/statements');
      const how = dialect === 'postgres' ? 'EXPLAIN ' : 'EXPLAIN QUERY PLAN ';
      const from = explainedFrom(statement.sql, dialect);
      const explained = { sql: how + statement.sql.slice(from), start: statement.start + from };
      showFaults(await run([explained], tab), how.length);
    },
  };
}

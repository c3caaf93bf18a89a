'use client';

import type { RefObject } from 'react';
import { statementsToRun } from '@/lib/domain/sql/statements';
import type { SqlDialect } from '@/lib/domain/sql/token-rules';
import type { SqlEditorHandle } from './sql-editor';
import type { Outcome, useStatements } from './use-statements';
import type { ConsoleTab } from './use-tabs';

/** Runs what is meant in the editor, the selection or the statement at the cursor, and marks its faults there. */
export function useEditorRuns(asked: {
  editor: RefObject<SqlEditorHandle | null>;
  cursor: number;
  tab: ConsoleTab;
  dialect: SqlDialect;
  run: ReturnType<typeof useStatements>['run'];
}): { runEditor: (all?: boolean) => Promise<void>; explain: () => void } {
  const { editor, cursor, tab, dialect, run } = asked;
  const showFaults = (outcomes: readonly Outcome[]) => {
    const text = editor.current?.text() ?? '';
    const faults = outcomes.flatMap(({ answer, sql, start }) => {
      // The text may have been changed while it ran.
      if (!('error' in answer) || text.slice(start, start + sql.length) !== sql) return [];
      return (answer.error.details ?? []).flatMap((fault) =>
        fault.start === undefined || fault.end === undefined
          ? []
          : [{ start: start + fault.start, end: start + fault.end, message: fault.message }],
      );
    });
    editor.current?.mark(faults);
  };
  const meant = (all: boolean) => {
    const selection = editor.current?.selection() ?? { start: cursor, end: cursor };
    return statementsToRun(editor.current?.text() ?? tab.sql, selection, all, dialect);
  };
  return {
    runEditor: async (all = false) => showFaults(await run(meant(all), tab)),
    explain: () => {
      const [statement] = meant(false);
      if (!statement) return;
      const sql = statement.sql.replace(/^\s*EXPLAIN(\s+QUERY\s+PLAN)?\s+/i, '');
      const how = dialect === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
      void run([{ sql: `${how} ${sql}`, start: -1 }], tab);
    },
  };
}

'use client';

import type { RefObject } from 'react';
import { behindExplain } from '@/lib/domain/sql/query-reader';
import { statementsToRun } from '@/lib/domain/sql/statements';
import type { SqlDialect } from '@/lib/domain/sql/token-rules';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import type { SqlEditorHandle } from './sql-editor';
import type { Outcome, useStatements } from './use-statements';
import type { ConsoleTab } from './use-tabs';

/** Where in a statement that may be an EXPLAIN the explained one begins; comments before it are left out then. */
function explainedFrom(sql: string, dialect: SqlDialect): number {
  const tokens = sqlTokens(sql, dialect).filter(({ kind }) => kind !== 'comment');
  const first = behindExplain(tokens);
  return first === 0 ? 0 : (tokens[first]?.start ?? sql.length);
}

/** Runs what is meant in the editor, the selection or the statement at the cursor, and marks its faults there. */
export function useEditorRuns(asked: {
  editor: RefObject<SqlEditorHandle | null>;
  cursor: number;
  tab: ConsoleTab;
  dialect: SqlDialect;
  run: ReturnType<typeof useStatements>['run'];
}): { runEditor: (all?: boolean) => Promise<void>; explain: () => Promise<void> } {
  const { editor, cursor, tab, dialect, run } = asked;
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
  const meant = (all: boolean) => {
    const selection = editor.current?.selection() ?? { start: cursor, end: cursor };
    return statementsToRun(editor.current?.text() ?? tab.sql, selection, all, dialect);
  };
  return {
    runEditor: async (all = false) => showFaults(await run(meant(all), tab)),
    explain: async () => {
      const [statement] = meant(false);
      if (!statement) return;
      const how = dialect === 'postgres' ? 'EXPLAIN ' : 'EXPLAIN QUERY PLAN ';
      const from = explainedFrom(statement.sql, dialect);
      const explained = { sql: how + statement.sql.slice(from), start: statement.start + from };
      showFaults(await run([explained], tab), how.length);
    },
  };
}

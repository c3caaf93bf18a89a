import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { statementAt } from '@/lib/domain/sql/statements';
import { type SyntaxFault, syntaxFault } from '@/lib/domain/sql/syntax-fault';
import { statementRanges } from '@/lib/domain/sql/tokens';
import { rangeOf } from './monaco-range';
import { monaco } from './monaco-setup';

/** Name of the marks, apart from those of what the engine refused. */
export const SYNTAX_MARKS = 'syntax';

/** How long the typing rests before a text is looked at. */
const PAUSE_MS = 400;

/**
 * Underlines the first fault in the syntax of each statement once the typing rests, with what it may come from. The
 * statement that is being written may be unfinished. PostgreSQL's grammar is another: it tells when it is asked.
 */
export function watchSyntax(
  editor: monaco.editor.IStandaloneCodeEditor,
  dialect: () => SqlDialect | undefined,
): monaco.IDisposable & { check(): void } {
  // What still stands in the text is not read again.
  let known = new Map<string, SyntaxFault | undefined>();
  const check = () => {
    const model = editor.getModel();
    const position = editor.getPosition();
    if (!model || !position) return;
    const sql = model.getValue();
    const written = statementAt(sql, model.getOffsetAt(position))?.start;
    const found: typeof known = new Map();
    const marks = (dialect() === 'postgres' ? [] : statementRanges(sql)).flatMap(({ start, end }) => {
      const text = sql.slice(start, end);
      const fault = known.has(text) ? known.get(text) : syntaxFault(text);
      found.set(text, fault);
      if (!fault || (fault.message === 'incomplete input' && start === written)) return [];
      const place = { start: start + Math.min(fault.start, text.length - 1), end: start + fault.end };
      const message = fault.hint === '' ? fault.message : `${fault.message}: ${fault.hint}`;
      return [{ ...rangeOf(model, place), message, severity: monaco.MarkerSeverity.Error }];
    });
    known = found;
    monaco.editor.setModelMarkers(model, SYNTAX_MARKS, marks);
  };
  let timer = window.setTimeout(check, PAUSE_MS);
  const changes = editor.onDidChangeModelContent(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE_MS);
  });
  return {
    check,
    dispose: () => {
      window.clearTimeout(timer);
      changes.dispose();
    },
  };
}

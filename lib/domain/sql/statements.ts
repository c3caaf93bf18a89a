import type { SqlDialect } from './dialect';
import { behindExplain } from './query-reader';
import { type StatementRange, sqlTokens, statementRanges } from './tokens';

/**
 * The statement that is meant at a place of a text: the one the place lies in, or whose end it follows on the way to the
 * next one; before the first, the first. Undefined when the text holds none.
 */
export function statementAt(
  sql: string,
  offset: number,
  dialect: SqlDialect = 'sqlite',
): StatementRange | undefined {
  const ranges = statementRanges(sql, dialect);
  return ranges.findLast(({ start }) => start <= offset) ?? ranges[0];
}

/** What a run shall run: a selection's statements, else the one at the cursor; `start` is its place in the text. */
export function statementsToRun(
  sql: string,
  selection: { start: number; end: number },
  all = false,
  dialect: SqlDialect = 'sqlite',
): { sql: string; start: number }[] {
  const part = (from: number, to: number) =>
    statementRanges(sql.slice(from, to), dialect).map(({ start, end }) => ({
      sql: sql.slice(from + start, from + end),
      start: from + start,
    }));
  if (all) return part(0, sql.length);
  const selected =
    sql.slice(selection.start, selection.end).trim() !== '' ? part(selection.start, selection.end) : [];
  if (selected.length > 0) return selected;
  const at = statementAt(sql, selection.start, dialect);
  return at ? [{ sql: sql.slice(at.start, at.end), start: at.start }] : [];
}

/** Where in a statement that may be an EXPLAIN the explained one begins; comments before it are left out then. */
export function explainedFrom(sql: string, dialect: SqlDialect = 'sqlite'): number {
  const tokens = sqlTokens(sql, dialect).filter(({ kind }) => kind !== 'comment');
  const first = behindExplain(tokens);
  return first === 0 ? 0 : (tokens[first]?.start ?? sql.length);
}

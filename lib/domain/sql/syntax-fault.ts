import { parseStmt, tokenize, tokenName } from './sqlite-parser';

/** What is wrong with the syntax of a statement; offsets in UTF-16 units. */
export interface SyntaxFault {
  start: number;
  end: number;
  /** As SQLite says it: `near "FROM": syntax error`, `incomplete input` or `unrecognized token: "'a"`. */
  message: string;
  /** What it may come from, as `missing ")" before "FROM"`; empty when nothing is known. */
  hint: string;
}

/** Hints that tell no more than that there is a fault. */
const EMPTY_HINT = /^expected [^"]*,|^query ended before/;

/**
 * The first fault in the syntax of one statement of SQLite, by SQLite's own grammar (the package sqlite3-parser);
 * undefined when it has none. Names, types and what is allowed here are not looked at.
 */
export function syntaxFault(sql: string): SyntaxFault | undefined {
  const result = parseStmt(asThePackageReads(sql));
  if (result.status === 'ok') return undefined;
  const [{ message, span, hints = [] }] = result.errors;
  // A text of comments alone is no statement.
  if (!/^(near|incomplete|unrecognized) /.test(message)) return undefined;
  const [start, end] = [span.offset, span.offset + span.length];
  return {
    ...{ start, end },
    message: message.startsWith('near ') ? `near "${sql.slice(start, end)}": syntax error` : message,
    hint: hints
      .filter((hint) => !EMPTY_HINT.test(hint.message))
      .map((hint) => (hint.span ? `${hint.message}, in line ${hint.span.line}` : hint.message))
      .join('; '),
  };
}

/**
 * A text of the same length that the package reads as SQLite reads this one. A byte order mark is a space to SQLite, and
 * WINDOW, OVER and FILTER are names where they do not stand as keywords (tokenize.c, analyzeWindowKeyword and the others).
 */
function asThePackageReads(text: string): string {
  const sql = text.replaceAll('\uFEFF', ' ');
  if (!/window|over|filter/i.test(sql)) return sql;
  const tokens = [...tokenize(sql)].map(({ type, span }) => ({ name: tokenName(type), ...span }));
  let read = sql;
  for (const [index, { name, offset, length }] of tokens.entries()) {
    const [before, next, third] = [index - 1, index + 1, index + 2].map((at) => tokens[at]?.name);
    const isName =
      (name === 'WINDOW' && !(next === 'ID' && third === 'AS')) ||
      (name === 'OVER' && !(before === 'RP' && (next === 'LP' || next === 'ID'))) ||
      (name === 'FILTER' && !(before === 'RP' && next === 'LP'));
    if (isName) read = read.slice(0, offset) + 'x'.repeat(length) + read.slice(offset + length);
  }
  return read;
}

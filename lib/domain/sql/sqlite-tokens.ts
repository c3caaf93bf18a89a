import { tokenize, tokenName } from './sqlite-parser';
import type { SqlTokenKind, TokenRange } from './tokens';

const KINDS: Readonly<Record<string, SqlTokenKind>> = {
  SEMI: 'semicolon',
  STRING: 'string',
  BLOB: 'blob',
  INTEGER: 'number',
  FLOAT: 'number',
  QNUMBER: 'number',
  VARIABLE: 'parameter',
  COMMENT: 'comment',
  ILLEGAL: 'illegal',
};

/** SQLite takes it for a space where a token begins; within one it belongs to a name. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A parameter; SQLite is built for us without those of Tcl, as `$a::b(c)`. */
const PARAMETER = /^[:@#$][\w$\u0080-\uFFFF]*/;

function kindOf(name: string, text: string): SqlTokenKind {
  const kind = KINDS[name];
  if (kind) return kind;
  if (/^["`[]/.test(text)) return 'quoted';
  return /^[A-Za-z_\u0080-\uFFFF]/.test(text) ? 'word' : 'operator';
}

/** The tokens of SQL text as sqlite3-parser cuts them, whose tokenizer is a port of SQLite's tokenize.c. */
export function sqliteTokens(sql: string): TokenRange[] {
  const tokens: TokenRange[] = [];
  let from = 0;
  while (from < sql.length) from = readOn(sql, from, tokens);
  return tokens;
}

/** Adds the tokens from a place on; gives the place from which to read on, behind what the port reads otherwise. */
function readOn(sql: string, from: number, tokens: TokenRange[]): number {
  const stream = tokenize(sql.slice(from), { emitTrivia: true });
  for (const { type, text, span } of stream) {
    const start = from + span.offset;
    // The port knows the mark by its bytes alone, which a string has not.
    if (text.startsWith(BYTE_ORDER_MARK)) return start + 1;
    const [parameter] = PARAMETER.exec(text) ?? [text];
    if (parameter.length < text.length) {
      const end = start + parameter.length;
      tokens.push({ kind: parameter.length > 1 ? 'parameter' : 'illegal', start, end });
      return end;
    }
    const name = tokenName(type) ?? '';
    if (name !== 'SPACE') tokens.push({ kind: kindOf(name, text), start, end: start + span.length });
  }
  const end = from + stream.offset;
  // It ends at a NUL.
  if (end < sql.length) tokens.push({ kind: 'illegal', start: end, end: end + 1 });
  return end + 1;
}

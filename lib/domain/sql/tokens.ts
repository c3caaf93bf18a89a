import { type SqlDialect, type SqlTokenKind, TOKEN_RULES } from './token-rules';

/** One token of SQL text; `start` and `end` are UTF-16 offsets, the text is `sql.slice(start, end)`. */
export interface SqlToken {
  /**
   * `word` an identifier or keyword without quotes; `quoted` an identifier in `""`, backquotes or `[]`; `string` a text in
   * `''`, in PostgreSQL also `E''` and `$$ $$`; `blob` as `x'00'`; `parameter` as `?`, `?1`, `:a`, `@a`, `$a`, in
   * PostgreSQL `$1`; `comment` with its marks; `illegal` what the engine refuses, such as an open quote.
   */
  kind: SqlTokenKind;
  start: number;
  end: number;
  /** A word in its own spelling, the content of a quoted name or string, else the text itself. */
  value: string;
}

/** The content of a text or of a quoted name; of PostgreSQL's, escapes stay as they are written. */
function contentOf(kind: SqlTokenKind, text: string): string {
  if (kind !== 'string' && kind !== 'quoted') return text;
  const [open] = /['"`[]|\$[^$]*\$/.exec(text) ?? [''];
  const inner = text.slice(text.indexOf(open) + open.length, -open.length);
  return open === '[' || open.startsWith('$') ? inner : inner.replaceAll(open + open, open);
}

/**
 * The tokens of SQL text as the engine's own tokenizer cuts it, spaces left out. It never throws: what the engine would
 * refuse is an `illegal` token, an open quote one that reaches to the end.
 */
export function sqlTokens(sql: string, dialect: SqlDialect = 'sqlite'): SqlToken[] {
  const { space } = TOKEN_RULES[dialect];
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    space.lastIndex = at;
    if (space.test(sql)) {
      at = space.lastIndex;
      continue;
    }
    const token = tokenAt(sql, at, dialect);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, at: number, dialect: SqlDialect): SqlToken {
  for (const [kind, rule] of TOKEN_RULES[dialect].rules) {
    const end = typeof rule === 'function' ? rule(sql, at) : endOf(rule, sql, at);
    if (end !== undefined) return { kind, start: at, end, value: contentOf(kind, sql.slice(at, end)) };
  }
  return { kind: 'illegal', start: at, end: at + 1, value: sql[at] };
}

function endOf(rule: RegExp, sql: string, at: number): number | undefined {
  rule.lastIndex = at;
  return rule.test(sql) ? rule.lastIndex : undefined;
}

/** Start and end of one statement in a longer text, without the semicolon. */
export interface StatementRange {
  start: number;
  end: number;
}

/**
 * Where each statement of a text lies, split at semicolons only; parts that hold nothing but comments are left
 * out. A range begins at the first token, a comment included, but for one that ends the line of the statement before.
 */
export function statementRanges(sql: string, dialect: SqlDialect = 'sqlite'): StatementRange[] {
  const ranges: StatementRange[] = [];
  let current: SqlToken[] = [];
  let semicolon: number | undefined;
  const close = () => {
    const code = current.find(({ kind }) => kind !== 'comment');
    if (code) {
      const line = semicolon === undefined ? -1 : sql.indexOf('\n', semicolon);
      const first = line >= 0 && line < code.start ? current.find(({ start }) => start > line) : current[0];
      ranges.push({ start: (first ?? code).start, end: current[current.length - 1].end });
    }
    current = [];
  };
  for (const token of sqlTokens(sql, dialect)) {
    if (token.kind === 'semicolon') {
      close();
      semicolon = token.start;
    } else current.push(token);
  }
  close();
  return ranges;
}

/** One token of SQL text; `start` and `end` are UTF-16 offsets, the text is `sql.slice(start, end)`. */
export interface SqlToken {
  /**
   * `word` an identifier or keyword without quotes; `quoted` an identifier in `""`, backquotes or `[]`; `string` a text in
   * `''`; `blob` as `x'00'`; `parameter` as `?`, `?1`, `:a`, `@a`, `$a`; `comment` with its marks; `illegal`
   * what SQLite refuses, such as an open quote.
   */
  kind:
    | 'word'
    | 'quoted'
    | 'string'
    | 'blob'
    | 'number'
    | 'parameter'
    | 'operator'
    | 'semicolon'
    | 'comment'
    | 'illegal';
  start: number;
  end: number;
  /** A word in its own spelling, the content of a quoted name or string, else the text itself. */
  value: string;
}

// SQLite's five spaces and the byte order mark. Every other character beyond ASCII belongs to a name, the
// no-break space too.
const SPACE = /[ \t\n\f\r\uFEFF]+/y;
const LINE_COMMENT = /--[^\n]*/y;
// An open comment reaches to the end of the text.
const BLOCK_COMMENT = /\/\*(?:[\s\S]*?\*\/|[\s\S]+$)/y;
const STRING = /'(?:[^']|'')*'/y;
const QUOTED = /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y;
const BLOB = /[xX]'(?:[0-9a-fA-F]{2})*'/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const PARAMETER = /\?\d*|[:@#$](?:[\w$\u0080-\uFFFF]|::)+(?:\([^\s)]*\))?/y;
const WORD = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y;
const OPERATOR = /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=(),.]/y;

const RULES: readonly [SqlToken['kind'], RegExp][] = [
  ['comment', LINE_COMMENT],
  ['comment', BLOCK_COMMENT],
  ['string', STRING],
  ['quoted', QUOTED],
  ['blob', BLOB],
  ['number', NUMBER],
  ['parameter', PARAMETER],
  ['word', WORD],
  ['semicolon', /;/y],
  ['operator', OPERATOR],
];

function contentOf(kind: SqlToken['kind'], text: string): string {
  if (kind !== 'string' && kind !== 'quoted') return text;
  const quote = text[0];
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/**
 * The tokens of SQL text as SQLite's own tokenizer cuts it, spaces left out. It never throws: what SQLite would
 * refuse is an `illegal` token, an open quote one that reaches to the end.
 */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(sql)) {
      at = SPACE.lastIndex;
      continue;
    }
    const token = tokenAt(sql, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): SqlToken {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    if (!rule.test(sql)) continue;
    const end = rule.lastIndex;
    return { kind, start: at, end, value: contentOf(kind, sql.slice(at, end)) };
  }
  const isOpenQuote = '\'"`['.includes(sql[at]);
  const end = isOpenQuote ? sql.length : at + 1;
  return { kind: 'illegal', start: at, end, value: sql.slice(at, end) };
}

/** Start and end of one statement in a longer text, without the semicolon. */
export interface StatementRange {
  start: number;
  end: number;
}

/**
 * Where each statement of a text lies, split at semicolons only; parts that hold nothing but comments are left
 * out. A range begins at the first token, a comment included.
 */
export function statementRanges(sql: string): StatementRange[] {
  const ranges: StatementRange[] = [];
  let current: SqlToken[] = [];
  const close = () => {
    if (current.some((token) => token.kind !== 'comment'))
      ranges.push({ start: current[0].start, end: current[current.length - 1].end });
    current = [];
  };
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'semicolon') close();
    else current.push(token);
  }
  close();
  return ranges;
}

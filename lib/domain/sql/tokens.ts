import type { SqlDialect } from './dialect';
import { postgresTokens } from './postgres-tokens';
import { sqliteTokens } from './sqlite-tokens';

/**
 * What a token is: `word` an identifier or keyword without quotes; `quoted` an identifier in `""`, backquotes or `[]`;
 * `string` a text in `''`, in PostgreSQL also `E''` and `$$ $$`; `blob` as `x'00'`; `parameter` as `?`, `?1`, `:a`, `@a`,
 * `$a`, in PostgreSQL `$1`; `comment` with its marks; `illegal` what the engine refuses, such as an open quote.
 */
export type SqlTokenKind =
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

/** Where a token lies: UTF-16 offsets, the text is `sql.slice(start, end)`. */
export interface TokenRange {
  kind: SqlTokenKind;
  start: number;
  end: number;
}

/** One token of SQL text. */
export interface SqlToken extends TokenRange {
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
 * refuse is an `illegal` token, an open quote one that reaches to the end. SQLite's are cut by the package sqlite3-parser,
 * PostgreSQL's by rules of ours: no package of npm tells them with their places without the server's whole parser.
 */
export function sqlTokens(sql: string, dialect: SqlDialect = 'sqlite'): SqlToken[] {
  const ranges = dialect === 'postgres' ? postgresTokens(sql) : sqliteTokens(sql);
  return ranges.map(({ kind, start, end }) => ({
    ...{ kind, start, end },
    value: contentOf(kind, sql.slice(start, end)),
  }));
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

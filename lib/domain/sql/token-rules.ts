/** The kinds of SQL that sources speak. */
export type SqlDialect = 'sqlite' | 'postgres';

/** What a token is; see `SqlToken`. */
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

/** How tokens begin and end, in the order in which they are tried. */
export interface TokenRules {
  /** What stands between tokens. */
  space: RegExp;
  /** Sticky expressions; a function gives the end of a token that begins at a place, or undefined. */
  rules: readonly [SqlTokenKind, RegExp | ((sql: string, at: number) => number | undefined)][];
}

const SQLITE_NUMBER =
  /0[xX][0-9a-fA-F][\da-fA-F_]*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const NAME_PART = /[\w$\u0080-\uFFFF]+/y;

/** SQLite takes a number with what it runs into, as in `12ab`, for one token, and refuses it. */
function numberIntoName(sql: string, at: number): number | undefined {
  SQLITE_NUMBER.lastIndex = at;
  if (!SQLITE_NUMBER.test(sql)) return;
  NAME_PART.lastIndex = SQLITE_NUMBER.lastIndex;
  return NAME_PART.test(sql) ? NAME_PART.lastIndex : undefined;
}

/**
 * The rules of both dialects, written here because no package of the field keeps them exactly. The grammar of CodeMirror
 * (@codemirror/lang-sql 6.10, 97 kB with what it needs) ends a statement within `[c;d]`, nests comments that SQLite does not,
 * makes two texts of `'it''s'`, and knows neither names nor parameters beyond ASCII, nor PostgreSQL's `$1`; sql-parser-cst
 * 0.42 (94 kB) refuses what is half written, and takes a second for 1,000 statements; sqlite3-parser 0.7 is a port of
 * tokenize.c, but comes with its grammar (32 kB) and without PostgreSQL: tests hold SQLite's rules to it. The gate needs
 * every token where the engine has it, and what is shown is to be what is judged.
 */
export const TOKEN_RULES: Readonly<Record<SqlDialect, TokenRules>> = {
  // As tokenize.c of SQLite.
  sqlite: {
    // Its five spaces, behind which a vertical tab is one as well, and the byte order mark. Every other character beyond
    // ASCII belongs to a name, the no-break space too.
    space: /(?:[ \t\n\f\r][ \t\n\v\f\r]*|\uFEFF)+/y,
    rules: [
      ['comment', /--[^\n]*/y],
      // An open comment reaches to the end of the text.
      ['comment', /\/\*(?:[\s\S]*?\*\/|[\s\S]+$)/y],
      // A doubled mark does not end what it stands in.
      ['string', /'(?:[^']|'')*'(?!')/y],
      ['quoted', /"(?:[^"]|"")*"(?!")|`(?:[^`]|``)*`(?!`)|\[[^\]]*\]/y],
      ['blob', /[xX]'(?:[0-9a-fA-F]{2})*'/y],
      ['illegal', /[xX]'[^']*'?/y],
      ['illegal', numberIntoName],
      ['number', SQLITE_NUMBER],
      // An open parenthesis behind a parameter, and one without a name.
      [
        'illegal',
        /[:@#$](?:::)*[\w$\u0080-\uFFFF](?:[\w$\u0080-\uFFFF]|::)*\([^ \t\n\v\f\r)]*(?![^ \t\n\v\f\r])/y,
      ],
      [
        'parameter',
        /\?\d*|[:@#$](?:::)*[\w$\u0080-\uFFFF](?:[\w$\u0080-\uFFFF]|::)*(?:\([^ \t\n\v\f\r)]*\))?/y,
      ],
      ['illegal', /[:@#$](?:::)*/y],
      ['word', /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y],
      ['semicolon', /;/y],
      ['operator', /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=(),.]/y],
      // An open quote reaches to the end.
      ['illegal', /['"`[][\s\S]*/y],
    ],
  },
  // As section 4.1 of PostgreSQL's manual, lexical structure.
  postgres: {
    space: /[ \t\n\f\r\v]+/y,
    rules: [
      ['comment', /--[^\n\r]*/y],
      ['comment', nestedComment],
      ['string', /[eE]'(?:[^'\\]|''|\\[\s\S])*'(?!')|(?:[nN]|[uU]&)?'(?:[^']|'')*'(?!')/y],
      ['string', /\$((?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?)\$[\s\S]*?\$\1\$/y],
      ['quoted', /(?:[uU]&)?"(?:[^"]|"")*"(?!")/y],
      ['blob', /[xXbB]'[^']*'/y],
      ['number', /0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y],
      ['parameter', /\$\d+/y],
      ['word', /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y],
      ['semicolon', /;/y],
      ['operator', /::|:=|\.\.|(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?])+|[()[\],.:]/y],
      [
        'illegal',
        /(?:[eEnNxXbB]|[uU]&)?['"][\s\S]*|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$[\s\S]*/y,
      ],
    ],
  },
};

/** Where a comment ends that may hold others; one left open reaches to the end of the text. */
function nestedComment(sql: string, at: number): number | undefined {
  if (!sql.startsWith('/*', at)) return undefined;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

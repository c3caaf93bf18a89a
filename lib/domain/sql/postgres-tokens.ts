import type { SqlTokenKind, TokenRange } from './tokens';

const SPACE = /[ \t\n\f\r\v]+/y;

/**
 * How tokens begin and end, in the order in which they are tried; sticky expressions, or a function that gives the end of
 * a token that begins at a place. From section 4.1 of PostgreSQL's manual, lexical structure.
 */
const RULES: readonly [SqlTokenKind, RegExp | ((sql: string, at: number) => number | undefined)][] = [
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
  // An open quote reaches to the end of the text.
  ['illegal', /(?:[eEnNxXbB]|[uU]&)?['"][\s\S]*|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$[\s\S]*/y],
];

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

/** The tokens of PostgreSQL's SQL. */
export function postgresTokens(sql: string): TokenRange[] {
  const tokens: TokenRange[] = [];
  let at = endOf(SPACE, sql, 0) ?? 0;
  while (at < sql.length) {
    const token = tokenAt(sql, at);
    tokens.push(token);
    at = endOf(SPACE, sql, token.end) ?? token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number): TokenRange {
  for (const [kind, rule] of RULES) {
    const end = typeof rule === 'function' ? rule(sql, start) : endOf(rule, sql, start);
    if (end !== undefined) return { kind, start, end };
  }
  return { kind: 'illegal', start, end: start + 1 };
}

function endOf(rule: RegExp, sql: string, at: number): number | undefined {
  rule.lastIndex = at;
  return rule.test(sql) ? rule.lastIndex : undefined;
}

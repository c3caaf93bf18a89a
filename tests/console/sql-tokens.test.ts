import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { firstComment } from '@/lib/domain/sql/first-comment';
import { sqlTokens, statementRanges } from '@/lib/domain/sql/tokens';

function shown(sql: string): string[] {
  return sqlTokens(sql).map(({ kind, start, end }) => `${kind} ${sql.slice(start, end)}`);
}

describe('tokens', () => {
  it('of every kind', () => {
    expect(
      shown(`SELECT "a""b", [c d], \`e\`, 'it''s', x'0F', 1.5e-3, .5, 0x1F, :a, @b, $c, ?2, t.x->>'$.y'`),
    ).toEqual([
      'word SELECT',
      'quoted "a""b"',
      'operator ,',
      'quoted [c d]',
      'operator ,',
      'quoted `e`',
      'operator ,',
      "string 'it''s'",
      'operator ,',
      "blob x'0F'",
      'operator ,',
      'number 1.5e-3',
      'operator ,',
      'number .5',
      'operator ,',
      'number 0x1F',
      'operator ,',
      'parameter :a',
      'operator ,',
      'parameter @b',
      'operator ,',
      'parameter $c',
      'operator ,',
      'parameter ?2',
      'operator ,',
      'word t',
      'operator .',
      'word x',
      'operator ->>',
      "string '$.y'",
    ]);
  });

  it('give what is quoted without its quotes', () => {
    expect(sqlTokens(`"a""b" [c] 'it''s'`).map(({ value }) => value)).toEqual(['a"b', 'c', "it's"]);
  });

  it('of comments that are not nested, and of one left open', () => {
    expect(shown('a /* /* */ b -- c\nd /* e')).toEqual([
      'word a',
      'comment /* /* */',
      'word b',
      'comment -- c',
      'word d',
      'comment /* e',
    ]);
  });

  it('of quotes left open reach to the end', () => {
    expect(shown("SELECT 'a; b")).toEqual(['word SELECT', "illegal 'a; b"]);
  });

  it('take a no-break space for a part of a name, as SQLite does', () => {
    expect(shown('\u00a0SELECT')).toEqual(['word \u00a0SELECT']);
    expect(() => new Database(':memory:').prepare('\u00a0SELECT 1')).toThrow('syntax error');
  });
});

describe('statements', () => {
  it.each([
    ['texts (beekeeper-studio/beekeeper-studio#591, libsql-js#31)', "SELECT ';'", ["SELECT ';'"]],
    ['line comments (AlexCovizzi/vscode-sqlite#167)', 'SELECT 1 -- a; b\n+ 2', ['SELECT 1 -- a; b\n+ 2']],
    ['quoted names', 'SELECT 1 AS "a;b", 2 AS [c;d]', ['SELECT 1 AS "a;b", 2 AS [c;d]']],
    [
      'blank lines, though some want it (Maxteabag/sqlit#281, beekeeper-studio#3723)',
      'SELECT 1\n\n\n+ 2',
      ['SELECT 1\n\n\n+ 2'],
    ],
  ])('are not split in %s', (_what, sql, expected) => {
    expect(statementRanges(sql).map(({ start, end }) => sql.slice(start, end))).toEqual(expected);
  });

  it('are split at semicolons; the second of two twins has its own place (supabase/supabase#19569)', () => {
    expect(statementRanges('SELECT 1; SELECT 1;\n-- end')).toEqual([
      { start: 0, end: 8 },
      { start: 10, end: 18 },
    ]);
  });
});

describe('PostgreSQL', () => {
  const tokens = (sql: string) =>
    sqlTokens(sql, 'postgres').map(({ kind, start, end }) => `${kind} ${sql.slice(start, end)}`);
  const split = (sql: string) =>
    statementRanges(sql, 'postgres').map(({ start, end }) => sql.slice(start, end));

  it.each([
    ['texts between dollars', 'SELECT $$a;b$$; SELECT 2', 'SELECT $$a;b$$'],
    ['texts between tags', 'SELECT $fn$ x; $$ y; $fn$; SELECT 2', 'SELECT $fn$ x; $$ y; $fn$'],
    ['texts with escapes', "SELECT E'a\\';b'; SELECT 2", "SELECT E'a\\';b'"],
    ['comments within comments', 'SELECT 1 /* /* ; */ ; */ + 2; SELECT 2', 'SELECT 1 /* /* ; */ ; */ + 2'],
    ['quoted names', 'SELECT 1 AS "a;""b"; SELECT 2', 'SELECT 1 AS "a;""b"'],
  ])('statements are not split in %s', (_what, sql, first) => {
    expect(split(sql)).toEqual([first, 'SELECT 2']);
  });

  it('a backslash escapes only behind E, a bracket is no quote, and a dollar in a name begins no text', () => {
    expect(split("SELECT 'a\\'; SELECT 2")).toEqual(["SELECT 'a\\'", 'SELECT 2']);
    expect(split('SELECT x[1]; SELECT a$b$; SELECT 3')).toEqual(['SELECT x[1]', 'SELECT a$b$', 'SELECT 3']);
  });

  it('tokens of its own', () => {
    expect(tokens("SELECT $1::int, j->>'a', b'01', x!=-1--c")).toEqual([
      'word SELECT',
      'parameter $1',
      'operator ::',
      'word int',
      'operator ,',
      'word j',
      'operator ->>',
      "string 'a'",
      'operator ,',
      "blob b'01'",
      'operator ,',
      'word x',
      'operator !=-',
      'number 1',
      'comment --c',
    ]);
    expect(sqlTokens(`$t$it's$t$ E'x' "a""b"`, 'postgres').map(({ value }) => value)).toEqual([
      "it's",
      'x',
      'a"b',
    ]);
  });

  it.each(["E'open; x", '$q$ open; x', '/* open; /* x */', '"open; x'])('%s reaches to the end', (open) => {
    expect(split(`SELECT 1; SELECT ${open}`)).toHaveLength(2);
  });
});

it.each([
  ['-- What came out\nSELECT 1', 'What came out'],
  ['\n  ---- Runs by name  \r\nSELECT 1 -- no', 'Runs by name'],
  [`-- ${'a'.repeat(90)}`, `${'a'.repeat(79)}…`],
  ['SELECT 1 -- no', undefined],
  ['--\nSELECT 1', undefined],
])('the comment that a query begins with is its title: %j', (sql, title) => {
  expect(firstComment(sql)).toBe(title);
});

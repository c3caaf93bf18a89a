import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { generator } from './random';

const TEXTS = 30_000;
const SEED = 20_261_126;
const PIECES = [
  ...' \t\n\r\f\v;,.()+-*/%&|~<>=!@#$:?_^{}\\',
  ...`'"\`[]`,
  ...['--', '/*', '*/', '->', '->>', '||', '<<', '>>', '<=', '>=', '<>', '==', '!=', '::'],
  ...["''", '""', '``', "'a;b'", '"a;b"', '[a;b]', "x'0F'", "X'0", "x'zz'", "'it''s'"],
  ...[
    'a',
    'x',
    'e',
    'E',
    'é',
    '剪枝',
    '\u00a0',
    '\u{1f600}',
    '0',
    '1',
    '12',
    '1.5',
    '0x',
    '0xF',
    '1_0',
    '1e9',
  ],
  ...['\ufeff', ':a', '@b', '$c', '?2', '$a::b(c)', '-- c\n', '/* c */'],
];

const database = new Database(':memory:');
afterAll(() => database.close());

/** The first token that SQLite finds in a text that can begin no statement. */
function firstOf(sql: string): string | undefined {
  try {
    database.prepare(sql);
  } catch (error) {
    return /^(?:near|unrecognized token:) "([\s\S]*)"(?:: syntax error)?$/.exec(
      (error as Error).message,
    )?.[1];
  }
}

it(`of ${TEXTS.toLocaleString('en')} random texts are those that SQLite names as it refuses them one by one`, () => {
  const random = generator(SEED);
  let compared = 0;
  for (let round = 0; round < TEXTS; round++) {
    const count = 1 + Math.floor(random() * 8);
    const sql = Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
    let from = 0;
    for (const { kind, start, end } of sqlTokens(sql).filter(({ kind }) => kind !== 'comment')) {
      // An empty statement is not refused.
      if (kind !== 'semicolon') {
        expect(firstOf(sql.slice(from)), `${JSON.stringify(sql)} from ${from}`).toBe(sql.slice(start, end));
        compared += 1;
      }
      from = end;
    }
    expect(firstOf(sql.slice(from)), `${JSON.stringify(sql)} from ${from}`).toBeUndefined();
  }
  expect(compared).toBeGreaterThan(2 * TEXTS);
});

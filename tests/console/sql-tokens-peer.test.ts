import { tokenName, withOptions } from 'sqlite3-parser';
import { expect, it } from 'vitest';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { generator } from './random';

// As SQLite is built for us.
const { tokenize } = withOptions({ digitSeparator: '_' });
const TEXTS = 100_000;
const SEED = 20_261_126;
const PIECES = [
  ...' \t\n\r\f\v;,.()+-*/%&|~<>=!@#$:?_^{}\\',
  ...`'"\`[]`,
  ...['--', '/*', '*/', '->', '->>', '||', '<<', '>>', '<=', '>=', '<>', '==', '!=', '::'],
  ...["''", '""', '``', "'a;b'", '"a;b"', '[a;b]', "x'0F'", "X'0", "x'zz'", "'it''s'"],
  ...[
    'a',
    'SELECT',
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
  ...[':a', '@b', '$c', '?2', '$a::b(c)', '-- c\n', '/* c */'],
];

function kindOf(name: string, text: string): string {
  if (name === 'VARIABLE') return 'parameter';
  if (name === 'INTEGER' || name === 'FLOAT' || name === 'QNUMBER') return 'number';
  if (name === 'SEMI') return 'semicolon';
  if (name === 'STRING' || name === 'BLOB' || name === 'ILLEGAL') return name.toLowerCase();
  if (/^["`[]/.test(text)) return 'quoted';
  return /^[A-Za-z_\u0080-\uffff]/.test(text) ? 'word' : 'operator';
}

/** Tokens without comments, which the peer leaves out, up to the first that the engine refuses: it reads no further. */
function upToRefusal(tokens: { kind: string; start: number; text: string }[]): string[] {
  const end = tokens.findIndex(({ kind }) => kind === 'illegal');
  return tokens
    .slice(0, end === -1 ? undefined : end)
    .map(({ kind, start, text }) => `${start} ${kind} ${text}`)
    .concat(end === -1 ? [] : [`${tokens[end].start} illegal`]);
}

it('are those of sqlite3-parser, a port of tokenize.c, for random texts', () => {
  const random = generator(SEED);
  for (let round = 0; round < TEXTS; round++) {
    const count = 1 + Math.floor(random() * 8);
    const sql = Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
    const ours = sqlTokens(sql)
      .filter(({ kind }) => kind !== 'comment')
      .map(({ kind, start, end }) => ({ kind, start, text: sql.slice(start, end) }));
    const theirs = [...tokenize(sql)].map(({ type, text, span }) => ({
      kind: kindOf(tokenName(type) ?? '', text),
      start: span.offset,
      text,
    }));
    expect(upToRefusal(ours), JSON.stringify(sql)).toEqual(upToRefusal(theirs));
  }
});

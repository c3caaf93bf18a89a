import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { EXAMPLES } from '@/app/console/examples';
import { syntaxFault } from '@/lib/domain/sql/syntax-fault';
import { sqlTokens } from '@/lib/domain/sql/tokens';
import { generator } from './random';

const database = new Database(':memory:');
database.exec('CREATE TABLE t (a, b, over, filter, window)');
afterAll(() => database.close());

const SYNTAX = /syntax error$|^incomplete input|^unrecognized token/;

/** What SQLite says against a statement; undefined when it takes it. */
function engineFault(sql: string): string | undefined {
  try {
    database.prepare(sql);
  } catch (error) {
    return (error as Error).message;
  }
}

it.each([
  ['SELECT a, FROM t', 'FROM', 'remove the trailing comma or add another list item before "FROM"'],
  ['SELECT count(*\nFROM t', 'FROM', 'missing ")" before "FROM"; opened here, in line 1'],
  ['SELECT a b c FROM t', 'c', 'possible missing comma or operator before "c"'],
  ["SELECT 'abc", "'abc", 'unterminated string literal'],
  ['SELECT a FROM t WHERE a = = 2', '=', ''],
  ['SELECT CASE WHEN a THEN b FROM t', 'FROM', 'missing END before "FROM"; opened here, in line 1'],
])('%j is marked at %j: %s', (sql, word, hint) => {
  const fault = syntaxFault(sql);
  expect(fault).toMatchObject({ message: engineFault(sql), hint });
  expect(sql.slice(fault?.start, fault?.end)).toBe(word);
});

it.each([
  'SELECT over, filter, window FROM t',
  'SELECT a AS window FROM t over',
  'SELECT sum(a) over, sum(a) filter FROM t',
  'SELECT sum(a) FILTER (WHERE a > 1) OVER w FROM t WINDOW w AS (ORDER BY b)',
  '\ufeffSELECT 1_000',
  '-- a comment alone',
  'EXPLAIN QUERY PLAN SELECT 1;',
])('%j has none', (sql) => {
  expect(syntaxFault(sql)).toBeUndefined();
  expect(engineFault(sql) ?? '').not.toMatch(SYNTAX);
});

it('is the one that SQLite tells, for examples with words left out, put in and cut off', () => {
  const random = generator(20_261_127);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const texts = EXAMPLES.map(({ sql }) => sql);
  const words = [
    ...texts.flatMap((sql) => sqlTokens(sql).map(({ start, end }) => sql.slice(start, end))),
    ...[
      '(',
      ')',
      ',',
      ';',
      'CASE',
      'END',
      'OVER',
      'FILTER',
      'WINDOW',
      'UNION',
      'VALUES',
      'NOT',
      '"a"',
      '\ufeff',
    ],
  ];
  let faults = 0;
  for (let round = 0; round < 3_000; round++) {
    let sql = pick(texts);
    for (let change = 0; change < 2; change++) {
      const { start, end } = pick(sqlTokens(sql));
      const kind = random();
      if (kind < 0.4) sql = sql.slice(0, start) + sql.slice(end);
      else if (kind < 0.8) sql = `${sql.slice(0, start)}${pick(words)} ${sql.slice(start)}`;
      else sql = sql.slice(0, end);
      if (sqlTokens(sql).length === 0) break;
    }
    const told = engineFault(sql) ?? '';
    // A name or a join that is wrong may be told before.
    if (SYNTAX.test(told)) expect(syntaxFault(sql)?.message, sql).toBe(told);
    else expect(syntaxFault(sql), sql).toSatisfy((fault) => fault === undefined || told !== '');
    if (SYNTAX.test(told)) faults += 1;
  }
  expect(faults).toBeGreaterThan(1_500);
});

import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { registerAnalysisFunctions } from '@/db/console/register-analysis-functions';
import { decodeHistogram, encodeHistogram } from '@/lib/analysis/histogram-codec';
import { ANALYSIS_FUNCTIONS } from '@/lib/domain/analysis-functions';
import { temporaryDatabase } from '../db/temporary-database';

const database = new Database(':memory:');
registerAnalysisFunctions(database);
afterAll(() => database.close());
const one = (sql: string, ...values: unknown[]) =>
  database
    .prepare(sql)
    .pluck()
    .get(...values);

describe('aggregates, by hand', () => {
  it('variance and stddev of 2, 4, 4, 4, 5, 5, 7, 9: sum of squares 32 over 7', () => {
    const values = '(VALUES (2), (4), (4), (4), (5), (NULL), (5), (7), (9))';
    expect(one(`SELECT variance(column1) FROM ${values}`)).toBeCloseTo(32 / 7, 14);
    expect(one(`SELECT stddev(column1) FROM ${values}`)).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  it('variance keeps its digits far from zero: 1e9 + 4, 7, 13, 16 has 30', () => {
    expect(one('SELECT variance(1e9 + column1) FROM (VALUES (4), (7), (13), (16))')).toBe(30);
  });

  it.each(['variance', 'stddev'])('%s of one value, of none, is NULL', (name) => {
    expect(one(`SELECT ${name}(1)`)).toBeNull();
    expect(one(`SELECT ${name}(NULL)`)).toBeNull();
  });

  it('corr and regr_slope of (1, 2), (2, 3), (3, 5): 3 / sqrt(2 * 14/3) and 3/2', () => {
    const pairs = '(VALUES (1, 2), (2, 3), (3, 5), (4, NULL), (NULL, 9))';
    expect(one(`SELECT corr(column2, column1) FROM ${pairs}`)).toBeCloseTo(3 / Math.sqrt(28 / 3), 14);
    expect(one(`SELECT regr_slope(column2, column1) FROM ${pairs}`)).toBeCloseTo(1.5, 14);
    expect(one('SELECT regr_slope(column2, 1) FROM (VALUES (1, 2), (2, 3))')).toBeNull();
  });

  it('run over a window that moves, from which values go again', () => {
    const moving = (call: string, values: string, before: number) =>
      database
        .prepare(`SELECT ${call} OVER (ORDER BY column1 ROWS ${before} PRECEDING) FROM (VALUES ${values})`)
        .pluck()
        .all() as (number | null)[];
    const threes = moving(
      'variance(column2)',
      '(1, 2), (2, 4), (3, NULL), (4, 9), (5, 1000), (6, 1), (7, 1), (8, 1)',
      2,
    );
    expect(threes[0]).toBeNull();
    // Of {2, 4}, {2, 4}, {4, 9}, {9, 1000}, {9, 1000, 1}, {1000, 1, 1}, {1, 1, 1}.
    const byHand = [2, 2, 12.5, 991 ** 2 / 2, (1000082 - 1010 ** 2 / 3) / 2, 999 ** 2 / 3, 0];
    byHand.forEach((value, index) => {
      expect(threes[index + 1]).toBeCloseTo(value, 8);
    });
    expect(moving('regr_slope(column2, column1)', '(1, 2), (2, 3), (3, 5), (4, 5)', 1)).toEqual([
      null,
      1,
      2,
      0,
    ]);
  });

  it('median of an even number is the mean of both middle ones; percentile is linear', () => {
    expect(one('SELECT median(column1) FROM (VALUES (1), (10), (2), (NULL), (5))')).toBe(3.5);
    expect(one('SELECT percentile(column1, 25) FROM (VALUES (0), (10), (20))')).toBe(5);
  });

  it('a text is no number', () => {
    expect(() => one("SELECT stddev('1')")).toThrow('stddev() takes numbers, and found a text');
  });

  it('a histogram has 64 equal bins over the nonzero values', () => {
    const blob = one('SELECT histogram(column1) FROM (VALUES (-1), (0), (NULL), (1), (1), (0.99))') as Buffer;
    const { lo, hi, counts } = decodeHistogram(blob);
    expect([lo, hi, counts[0], counts[63], counts.reduce((sum, count) => sum + count)]).toEqual([
      -1, 1, 1, 3, 4,
    ]);
    expect(one('SELECT histogram(0)')).toBeNull();
  });
});

describe('distances of stored histograms', () => {
  const at = (lo: number, hi: number) => {
    const counts = new Uint32Array(64).fill(1);
    return Buffer.from(encodeHistogram({ lo, hi, counts }));
  };

  it('one moved by 0.5 is 0.5 away; half its mass moved to zero from [1, 2]: 0.75', () => {
    expect(one('SELECT wasserstein(?, ?)', at(0, 1), at(0.5, 1.5))).toBeCloseTo(0.5, 12);
    expect(one('SELECT wasserstein(?, 0, ?, 64)', at(1, 2), at(1, 2))).toBeCloseTo(0.75, 12);
  });

  it('kl is 0 for the same, above 0 for others', () => {
    expect(one('SELECT kl(?, ?)', at(0, 1), at(0, 1))).toBe(0);
    expect(one('SELECT kl(?, ?)', at(0, 1), at(0.5, 1.5)) as number).toBeGreaterThan(1);
  });

  it('NULL stays NULL, other blobs and counts of values are refused', () => {
    expect(one('SELECT wasserstein(NULL, ?)', at(0, 1))).toBeNull();
    expect(() => one("SELECT kl(x'00', x'00')")).toThrow('takes histograms of 272 bytes');
    expect(() => one('SELECT kl(?, 1, ?)', at(0, 1), at(0, 1))).toThrow('found 3 values');
  });
});

describe('what is told about the functions', () => {
  it.each(ANALYSIS_FUNCTIONS)('$name: its example runs', ({ name, example }) => {
    const { sqlite } = temporaryDatabase();
    registerAnalysisFunctions(sqlite);
    expect(example).toContain(`${name}(`);
    expect(() => sqlite.prepare(example).all()).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { listMatchingRunIds } from '@/db/queries/run-grid-selection';
import { quoteFilterKey, quoteFilterText } from '@/lib/domain/run-filter-tokens';
import { ADVERSARIAL_NAMES } from '../domain/adversarial-names';
import { found, withRuns } from './grid-runs';

describe('filter', () => {
  const db = () =>
    withRuns([
      {
        name: 'LeNet',
        accuracy: 0.98,
        params: { lr: 0.1, opt: 'adam' },
        metrics: { loss: 1 },
        tags: ['best', 'x'],
        createdBy: 'Ada',
        startedAt: Date.UTC(2026, 10, 1, 12),
      },
      {
        name: 'lenet',
        accuracy: 0.9,
        params: { lr: 9, opt: 'sgd' },
        metrics: { loss: Number.NaN },
        tags: ['x'],
        createdBy: 'Bo',
        experiment: 'other',
      },
      { name: '100%', params: { lr: 'auto' }, metrics: { loss: 10 }, status: 'failed' },
      { name: 'plain' },
    ]);

  const ANSWERS: [filter: string, ids: number[]][] = [
    ['accuracy > 0.95', [1]],
    ['accuracy >= 0.9 and not accuracy > 0.95', [2]],
    ['not accuracy > 0.95', [2]],
    ['not accuracy >= 0.98', [2]],
    ['not accuracy < 0.98', [1]],
    ['not accuracy <= 0.9', [1]],
    ['not accuracy != 0.9', [2]],
    ['not accuracy between 0.9 and 0.95', [1]],
    ['not accuracy not between 0.9 and 0.95', [2]],
    ['not accuracy in (0.9)', [1]],
    ['not accuracy is null', [1, 2]],
    ["not name like '%lenet%'", [3, 4]],
    ['accuracy is null', [3, 4]],
    ['accuracy BETWEEN .9 AND .95 OR id = 4', [2, 4]],
    ["name = 'lenet'", [2]],
    ["name != 'lenet'", [1, 3, 4]],
    ["name LIKE '%LENET%'", [1, 2]],
    ["name NOT LIKE '%lenet%'", [3, 4]],
    ["name LIKE '%\\%'", [3]],
    ["name IN ('LeNet', 'plain')", [1, 4]],
    ["status = 'failed' or created_by = 'Bo'", [2, 3]],
    ["experiment = 'other'", [2]],
    ["started_at = '2026-11-01'", [1]],
    ["started_at > '2026-11-01'", []],
    ["started_at > '2026-11-01 11:59'", [1]],
    ['params.lr > 0.5', [2]],
    ['params.lr = 9.0', [2]],
    ["params.lr = '9'", [2]],
    ['params.lr != 9', [1, 3]],
    ['not params.lr = 9', [1, 3]],
    ["params.lr IN (0.1, 'auto')", [1, 3]],
    ["params.lr IN (0.1, 9, 11, 'x')", [1, 2]],
    ["params.lr NOT IN (0.1, 9, 11, 'x')", [3]],
    ["params.lr NOT IN (0.1, 'auto')", [2]],
    ['params.lr IS NULL', [4]],
    ['params.opt is not null', [1, 2]],
    ["params.opt LIKE 'a%'", [1]],
    ['params.lr between 0 and 1', [1]],
    ['metrics.loss < 5', [1]],
    ['max(metrics.loss) >= 1', [1, 3]],
    ['metrics.loss != 1', [2, 3]],
    ['metrics.loss = NaN', [2]],
    ['metrics.loss != NaN', [1, 3]],
    ['metrics.loss in (1, 10)', [1, 3]],
    ['metrics.loss not in (1)', [2, 3]],
    ['metrics.loss is null', [4]],
    ['metrics.none is null', [1, 2, 3, 4]],
    ["tag = 'x'", [1, 2]],
    ["tag != 'best'", [2, 3, 4]],
    ["tag = 'x' and not tag = 'best'", [2]],
    ["tag in ('best', 'none')", [1]],
    ["tag not in ('best', 'none')", [2, 3, 4]],
    ["tag like 'b%'", [1]],
    ['tag is null', [3, 4]],
    ["not (tag is null or status = 'failed' and accuracy > 2)", [1, 2]],
  ];

  it('mlflow#4135 mlflow#6069 mlflow#3297 mlflow#11190: OR, NOT, parentheses, IN, LIKE, IS NULL, dates', () => {
    const runs = db();
    for (const [filter, expected] of ANSWERS) expect(found(runs, filter), filter).toEqual(expected);
  });

  it('a condition and its NOT hold for no run together, and a missing value for neither', () => {
    const runs = db();
    for (const condition of [
      'accuracy > 0.95',
      'params.lr > 1',
      'metrics.loss <= 1',
      "params.opt = 'adam'",
    ]) {
      const yes = found(runs, condition);
      const no = found(runs, `NOT (${condition})`);
      expect(yes.filter((id) => no.includes(id))).toEqual([]);
      expect([...yes, ...no]).not.toContain(4);
    }
  });

  it('a fault is told with its place', () => {
    expect(() => found(db(), 'accuracy >> 1')).toThrow(/character 11: Expected a number; found >/);
  });

  it('a thousand conditions, and hundreds of parentheses, are answered', () => {
    const many = Array.from({ length: 1_000 }, (_, place) => `id = ${place + 2}`).join(' OR ');
    expect(found(db(), many)).toEqual([2, 3, 4]);
    expect(found(db(), `${'('.repeat(90)}id = 1${')'.repeat(90)}`)).toEqual([1]);
  });

  it('mlflow#789 mlflow#1941 mlflow#18491: whatever a name, key, value, metric or tag is, it is found by it, alone', () => {
    const runs = withRuns(
      ADVERSARIAL_NAMES.map((name) => ({
        name,
        params: { [name]: name },
        metrics: { [name]: 1 },
        tags: [name],
        createdBy: name,
      })),
    );
    ADVERSARIAL_NAMES.forEach((name, place) => {
      const [key, text] = [quoteFilterKey(name), quoteFilterText(name)];
      for (const filter of [
        `name = ${text}`,
        `created_by = ${text}`,
        `params.${key} = ${text}`,
        `params.${key} IN (${text})`,
        `metrics.${key} = 1`,
        `min(metrics.${key}) IS NOT NULL`,
        `tag = ${text}`,
        `NOT (tag IS NULL OR tag != ${text})`,
      ]) {
        expect(found(runs, filter), filter.slice(0, 60)).toEqual([place + 1]);
      }
    });
  });
});

it('the runs that a filter finds for a comparison: the newest first, as many as asked for, and no parents', () => {
  const db = withRuns([{ name: 'a 1' }, { name: 'b' }, { name: 'a 2' }, { name: 'a 3' }]);
  expect(listMatchingRunIds(db, "name like 'a %'", 2)).toEqual({ ids: [4, 3], total: 3 });
  db.sqlite.prepare("UPDATE runs SET method = 'pipeline' WHERE id = 4").run();
  expect(listMatchingRunIds(db, "name like 'a %'", 2)).toEqual({ ids: [3, 1], total: 2 });
  expect(() => listMatchingRunIds(db, 'name like', 2)).toThrow('The filter cannot be read');
});

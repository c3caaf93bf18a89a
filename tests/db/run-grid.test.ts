import { describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { listGridRuns } from '@/db/queries/run-grid';
import { listRunColumns } from '@/db/queries/run-grid-columns';
import { listRunGroups } from '@/db/queries/run-grid-groups';
import { runGridSql } from '@/db/queries/run-grid-text';
import { quoteFilterKey, quoteFilterText } from '@/lib/domain/run-filter-tokens';
import type { RunGridQuery } from '@/lib/domain/run-grid-query';
import { ADVERSARIAL_NAMES } from '../domain/adversarial-names';
import { type GridRun, gridQuery, insertGridRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

const withRuns = (runs: readonly GridRun[]) => {
  const db = temporaryDatabase();
  insertGridRuns(db, runs);
  return db;
};
const ids = (db: TrackingDatabase, query: Partial<RunGridQuery>) =>
  listGridRuns(db, gridQuery(query)).rows.map(({ id }) => id);
const found = (db: TrackingDatabase, filter: string) => ids(db, { filter }).sort((a, b) => a - b);
const sorted = (
  db: TrackingDatabase,
  column: string,
  descending: boolean,
  more: Partial<RunGridQuery> = {},
) => ids(db, { sort: [{ column, descending }], ...more });

describe('order', () => {
  const runs: GridRun[] = [
    { accuracy: 0.5, params: { lr: 10 }, metrics: { loss: 2 }, name: 'b' },
    { params: { lr: 'auto' }, metrics: { loss: Number.NaN }, name: 'A' },
    { accuracy: 0.9, params: { lr: 9 }, metrics: { loss: Number.NEGATIVE_INFINITY }, name: 'c' },
    { accuracy: 0.5, metrics: { loss: 1 }, name: 'B' },
    { name: 'd' },
  ];
  // Ids 1 to 5 of a long list are walked along an index; those of an experiment are sorted one by one.
  const both = (check: (db: TrackingDatabase, more: Partial<RunGridQuery>) => void) => {
    const db = withRuns(runs);
    check(db, {});
    check(db, { experimentId: 1 });
  };

  it('facts: runs without a value last in both directions, ties by id', () =>
    both((db, more) => {
      expect(sorted(db, 'accuracy', true, more)).toEqual([3, 4, 1, 5, 2]);
      expect(sorted(db, 'accuracy', false, more)).toEqual([1, 4, 3, 2, 5]);
      expect(sorted(db, 'name', false, more)).toEqual([2, 1, 4, 3, 5]);
    }));

  it('params: 9 before 10, numbers before texts', () =>
    both((db, more) => {
      expect(sorted(db, 'param:lr', false, more)).toEqual([3, 1, 2, 4, 5]);
      expect(sorted(db, 'param:lr', true, more)).toEqual([1, 3, 2, 5, 4]);
    }));

  it('metrics: NaN behind the numbers, runs without the metric behind NaN', () =>
    both((db, more) => {
      expect(sorted(db, 'metric:last:loss', false, more)).toEqual([3, 4, 1, 2, 5]);
      expect(sorted(db, 'metric:min:loss', true, more)).toEqual([1, 4, 3, 2, 5]);
      expect(sorted(db, 'metric:max:none', true, more)).toEqual([5, 4, 3, 2, 1]);
    }));

  it('several columns, the later ones among equals of the earlier', () =>
    both((db, more) => {
      const sort = (descending: boolean) => ({
        ...more,
        sort: [
          { column: 'accuracy', descending: true },
          { column: 'metric:last:loss', descending },
        ],
      });
      expect(ids(db, sort(true))).toEqual([3, 1, 4, 2, 5]);
      expect(ids(db, sort(false))).toEqual([3, 4, 1, 2, 5]);
    }));

  it('pages join without gaps or repetitions, along every kind of column', () => {
    const db = withRuns(
      Array.from(
        { length: 60 },
        (_, place): GridRun => ({
          accuracy: place % 3 === 0 ? undefined : (place % 7) / 10,
          status: place % 2 ? 'failed' : 'finished',
          params: place % 4 ? { lr: place % 5 ? place % 11 : `t${place % 9}` } : {},
          metrics: place % 5 ? { loss: place % 6 ? place % 8 : Number.NaN } : {},
        }),
      ),
    );
    // Six are archived, four in the trash, two of them both: 52 are left.
    db.sqlite.exec(
      'UPDATE runs SET archived_at = 1 WHERE id % 10 = 0; UPDATE runs SET deleted_at = 1 WHERE id % 15 = 0',
    );
    for (const column of ['id', 'accuracy', 'status', 'experiment', 'tags', 'param:lr', 'metric:last:loss']) {
      for (const descending of [true, false]) {
        const all = sorted(db, column, descending);
        expect(new Set(all).size).toBe(52);
        const pages = [0, 13, 26, 39, 52].flatMap((offset) =>
          sorted(db, column, descending, { offset, limit: 13 }),
        );
        expect(pages).toEqual(all);
        expect(sorted(db, column, descending, { experimentId: 1 })).toEqual(all);
      }
    }
  });
});

describe('values', () => {
  it('mlflow#627 mlflow#1517 mlflow#5653 mlflow#11260 aim#2753 aim#1897 tensorboard#1013: of 10,000 runs each page reads its own rows only, by any order', () => {
    const db = temporaryDatabase();
    insertGridRuns(
      db,
      Array.from({ length: 10_000 }, (_, place) => ({
        name: `run ${place}`,
        accuracy: (place * 7919) % 10_000,
        params: { rate: place % 100 },
        metrics: { loss: (place * 104_729) % 10_000 },
      })),
    );
    const began = performance.now();
    for (const column of ['id', 'name', 'accuracy', 'param:rate', 'metric:last:loss']) {
      for (const descending of [true, false]) {
        const page = listGridRuns(
          db,
          gridQuery({ columns: [column], sort: [{ column, descending }], offset: 5_000, limit: 100 }),
        );
        expect([page.total, page.rows.length]).toEqual([10_000, 100]);
      }
    }
    const page = listGridRuns(
      db,
      gridQuery({ columns: ['accuracy'], sort: [{ column: 'accuracy', descending: false }], offset: 9_900 }),
    );
    expect(page.rows.map(({ values }) => values.accuracy)).toEqual(
      Array.from({ length: 100 }, (_, place) => 9_900 + place),
    );
    // One page may take a second; these are eleven.
    expect(performance.now() - began).toBeLessThan(11_000);
  });

  it('mlflow#16555: a metric that is not a number is NaN, a missing one null, infinities stay', () => {
    const db = withRuns([
      { metrics: { loss: Number.NaN } },
      { metrics: { loss: Number.POSITIVE_INFINITY } },
      { params: { lr: 0.1, nesterov: true, name: 'x' }, tags: ['b', 'a'], accuracy: 0.5 },
    ]);
    const columns = [
      'metric:last:loss',
      'metric:min:loss',
      'param:lr',
      'param:nesterov',
      'param:name',
      'accuracy',
      'tags',
    ];
    const { rows, total } = listGridRuns(
      db,
      gridQuery({ columns, sort: [{ column: 'id', descending: false }] }),
    );
    expect(total).toBe(3);
    expect(rows.map(({ values }) => values['metric:last:loss'])).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      null,
    ]);
    expect(rows[0].values['metric:min:loss']).toBeNaN();
    expect(rows[2].values).toMatchObject({
      'param:lr': 0.1,
      'param:nesterov': 'true',
      'param:name': 'x',
      accuracy: 0.5,
      tags: 'a, b',
    });
    expect(rows[2].tags).toEqual(['a', 'b']);
  });
});

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

  it('mlflow#789 mlflow#18491: whatever a name, key, value, metric or tag is, it is found by it, alone', () => {
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

describe('scope', () => {
  it('archived runs and the trash are shown only when asked for', () => {
    const db = withRuns([{}, {}, {}, {}]);
    db.sqlite.exec(
      'UPDATE runs SET archived_at = 1 WHERE id IN (2, 3); UPDATE runs SET deleted_at = 1 WHERE id = 3',
    );
    expect([ids(db, {}), ids(db, { show: 'archived' }), ids(db, { show: 'trash' })]).toEqual([
      [4, 1],
      [2],
      [3],
    ]);
    expect(ids(db, { experimentId: 1, sort: [{ column: 'accuracy', descending: true }] })).toEqual([4, 1]);
    expect(listGridRuns(db, gridQuery({ limit: 1 })).total).toBe(2);
  });

  it('keeps to an experiment and to the children of a run', () => {
    const db = withRuns([{}, { experiment: 'b' }, { experiment: 'b' }]);
    db.sqlite.exec('UPDATE runs SET parent_run_id = 2 WHERE id = 3');
    expect(ids(db, { experimentId: 2 })).toEqual([3, 2]);
    expect(ids(db, { parentRunId: 2 })).toEqual([3]);
  });
});

describe('groups', () => {
  it('clearml#499: mean and sample deviation over the seeds of a config', () => {
    const db = withRuns([
      { configGroup: 'a', seed: 1, accuracy: 0.9, metrics: { loss: 1 } },
      { configGroup: 'a', seed: 2, accuracy: 0.92, metrics: { loss: Number.NaN } },
      { configGroup: 'a', seed: 3, accuracy: 0.94 },
      { configGroup: 'b', seed: 1, accuracy: 0.8 },
      { configGroup: 'b', seed: 2 },
    ]);
    const page = listRunGroups(
      db,
      gridQuery({
        groupBy: ['config'],
        columns: ['accuracy', 'metric:last:loss', 'name'],
        sort: [{ column: 'accuracy', descending: true }],
      }),
    );
    expect(page).toMatchObject({ total: 2, runs: 5 });
    const [a, b] = page.groups;
    expect(a).toMatchObject({ group: { config: 'a' }, count: 3, newestRunId: 3 });
    // Deviations -0.02, 0, 0.02: the squares add up to 0.0008, by 2 is 0.0004.
    expect(a.figures.accuracy).toEqual({
      n: 3,
      mean: expect.closeTo(0.92, 12),
      deviation: expect.closeTo(0.02, 12),
    });
    expect(a.figures['metric:last:loss']).toEqual({ n: 1, mean: 1, deviation: null });
    expect(b.figures.accuracy).toEqual({ n: 1, mean: 0.8, deviation: null });
    expect(Object.keys(a.figures)).toEqual(['accuracy', 'metric:last:loss']);
  });

  it('deviations of large numbers that differ little are exact', () => {
    const db = withRuns([1e12, 1e12 + 1, 1e12 + 2].map((lr) => ({ params: { lr } })));
    const { groups } = listRunGroups(db, gridQuery({ groupBy: ['status'], columns: ['param:lr'] }));
    expect(groups[0].figures['param:lr']).toEqual({ n: 3, mean: 1e12 + 1, deviation: 1 });
  });

  it("each group's filter finds its runs, also with missing and awkward values", () => {
    const names = [...ADVERSARIAL_NAMES, undefined, undefined];
    const db = withRuns(
      names.map(
        (name): GridRun => ({
          name: name ?? 'plain',
          params: name === undefined ? { other: 1 } : { 'a "key"': name },
        }),
      ),
    );
    const { groups, total } = listRunGroups(
      db,
      gridQuery({ groupBy: ['param:a "key"', 'name'], limit: 1_000, filter: 'id > 0 OR id < 0' }),
    );
    expect(total).toBe(ADVERSARIAL_NAMES.length + 1);
    for (const { filter, count, newestRunId } of groups) {
      const runs = found(db, filter);
      expect(runs).toHaveLength(count);
      expect(runs.at(-1)).toBe(newestRunId);
    }
  });

  it('a page behind the last group still tells how many there are', () => {
    const db = withRuns([{ name: 'a' }, { name: 'b' }]);
    const query = gridQuery({ groupBy: ['name'], offset: 10 });
    expect(listRunGroups(db, query)).toEqual({ groups: [], total: 2, runs: 2 });
    expect(() => gridQuery({ groupBy: ['metric:last:loss'] })).toThrow('grouped by params');
  });
});

describe('runGridSql', () => {
  it('gives the rows of the grid, in its order, whatever the names are', () => {
    const runs = ADVERSARIAL_NAMES.slice(0, -3);
    const db = withRuns(
      runs.map((name, place) => ({
        name,
        accuracy: place % 5 ? place / 100 : undefined,
        params: { [name]: place },
        metrics: { [name]: place % 2 ? Number.NaN : 1 },
        tags: [name],
      })),
    );
    for (const name of runs) {
      const filter = `tag != ${quoteFilterText(name)} OR name = ${quoteFilterText(name)} AND params.${quoteFilterKey(name)} < 5`;
      const query = gridQuery({
        filter,
        columns: [`param:${name}`, `metric:last:${name}`, 'accuracy', 'tags', 'experiment'],
        sort: [
          { column: `metric:max:${name}`, descending: false },
          { column: `param:${name}`, descending: true },
          { column: 'accuracy', descending: false },
        ],
      });
      const page = listGridRuns(db, query);
      const rows = db.sqlite.prepare(runGridSql(query)).raw().all() as unknown[][];
      expect(rows.map(([id]) => id)).toEqual(page.rows.map(({ id }) => id));
      const metric = (value: unknown) => (Number.isNaN(value) ? 'NaN' : value);
      expect(rows.map((row) => row.slice(2))).toEqual(
        page.rows.map(({ values }) => query.columns.map((id) => metric(values[id]))),
      );
    }
  });

  it('gives the groups', () => {
    const db = withRuns([{ accuracy: 0.5, seed: 1 }, { accuracy: 0.7, seed: 2 }, { configGroup: 'b' }]);
    const sql = runGridSql(
      gridQuery({
        groupBy: ['config'],
        columns: ['accuracy'],
        sort: [{ column: 'count', descending: true }],
      }),
    );
    expect(db.sqlite.prepare(sql).all()).toEqual([
      {
        config: 'group',
        runs: 2,
        'mean accuracy': 0.6,
        'deviation accuracy': expect.closeTo(Math.sqrt(0.02), 12),
      },
      { config: 'b', runs: 1, 'mean accuracy': null, 'deviation accuracy': null },
    ]);
  });
});

describe('listRunColumns', () => {
  it('finds keys by any part, beginnings first, within an experiment or over all', () => {
    const db = withRuns([
      { params: { lr: 1, 'optimizer.lr': 1 }, metrics: { loss: 1, 'train/loss': 1 } },
      { params: { '100%': 1 }, metrics: { other: 1 }, experiment: 'b' },
    ]);
    const list = (search: string, experimentId?: number, limit = 10) =>
      listRunColumns(db, { search, experimentId, limit });
    expect(list('')).toEqual({
      params: ['100%', 'lr', 'optimizer.lr'],
      metrics: ['loss', 'other', 'train/loss'],
      isComplete: true,
    });
    expect(list('LR').params).toEqual(['lr', 'optimizer.lr']);
    expect(list('%').params).toEqual(['100%']);
    expect(list('loss', undefined, 1)).toEqual({ params: [], metrics: ['loss'], isComplete: false });
    expect(list('', 2)).toMatchObject({ params: ['100%'], metrics: ['other'] });
  });

  it('answers in time with 12,000 metric keys', () => {
    const db = withRuns([
      { metrics: Object.fromEntries(Array.from({ length: 12_000 }, (_, n) => [`layer${n}/loss`, n])) },
    ]);
    const begin = performance.now();
    expect(listRunColumns(db, { search: '99/l', limit: 200 }).metrics).toHaveLength(120);
    expect(listRunColumns(db, { search: '', experimentId: 1, limit: 200 }).metrics).toHaveLength(200);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

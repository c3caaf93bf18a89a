import { describe, expect, it } from 'vitest';
import { listGridRuns } from '@/db/queries/run-grid';
import { listRunColumns } from '@/db/queries/run-grid-columns';
import { listRunGroups } from '@/db/queries/run-grid-groups';
import { runGridSql } from '@/db/queries/run-grid-text';
import { quoteFilterKey, quoteFilterText } from '@/lib/domain/run-filter-tokens';
import { ADVERSARIAL_NAMES } from '../domain/adversarial-names';
import { found, type GridRun, gridQuery, withRuns } from './grid-runs';

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

import { describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { listGridRuns } from '@/db/queries/run-grid';
import type { RunGridQuery } from '@/lib/domain/run-grid-query';
import { type GridRun, gridQuery, ids, insertGridRuns, sorted, withRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

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

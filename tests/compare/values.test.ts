import { describe, expect, it } from 'vitest';
import { listRunChoices, selectRuns } from '@/db/queries/compare-runs';
import {
  compareMetrics,
  compareParams,
  listColumnChoices,
  readComparedColumns,
} from '@/db/queries/compare-values';
import { temporaryDatabase } from '../db/temporary-database';
import { addRun } from './hand-made';

const DIFFERING = { onlyDiffering: true, limit: 100 };
const ALL = { onlyDiffering: false, limit: 100 };
const RTL = 'שלום and or "null"';

function threeRuns() {
  const db = temporaryDatabase();
  const ids = [
    addRun(db, {
      name: 'one',
      params: { lr: 0.1, epochs: 4, optimizer: 'sgd', [RTL]: 'x' },
      metrics: { loss: [0.5, 0.4, 2], same: [1, 1, 1] },
      accuracy: { correct: 90, samples: 100 },
    }),
    addRun(db, {
      name: 'two',
      params: { lr: 0.02, epochs: 4, optimizer: 'adam', [RTL]: 'x' },
      metrics: { loss: [Number.NaN, 0.3, 3], same: [1, 1, 1] },
      accuracy: { correct: 92, samples: 100 },
    }),
    addRun(db, {
      name: 'three',
      params: { lr: 0.1, epochs: 4, optimizer: 'sgd', extra: 1 },
      createdBy: 'Bo',
    }),
  ];
  return { db, ids };
}

describe('params', () => {
  it('that differ have unlike values, or are missing in a run', () => {
    const { db, ids } = threeRuns();
    const { rows, total, differing, all } = compareParams(db, ids, DIFFERING);
    expect(rows.map(({ key, values }) => [key, values])).toEqual([
      ['extra', [null, null, 1]],
      ['lr', [0.1, 0.02, 0.1]],
      ['optimizer', ['sgd', 'adam', 'sgd']],
      [RTL, ['x', 'x', null]],
    ]);
    expect([total, differing, all]).toEqual([4, 4, 5]);
  });

  it('that are all alike come with the rest, and two equal runs differ in nothing', () => {
    const { db, ids } = threeRuns();
    expect(compareParams(db, ids, ALL).rows.find(({ key }) => key === 'epochs')).toMatchObject({
      column: 'param:epochs',
      values: [4, 4, 4],
      differs: false,
    });
    expect(compareParams(db, [ids[0], ids[0]].slice(0, 1), DIFFERING).rows).toEqual([]);
  });

  it('are found by a part of the key in any case, and the rest is counted', () => {
    const { db, ids } = threeRuns();
    expect(compareParams(db, ids, { ...ALL, search: 'OPT' }).rows.map(({ key }) => key)).toEqual([
      'optimizer',
    ]);
    expect(compareParams(db, ids, { ...ALL, search: '"null"' }).rows.map(({ key }) => key)).toEqual([RTL]);
    expect(compareParams(db, ids, { ...ALL, limit: 2 })).toMatchObject({ total: 5, all: 5 });
    expect(compareParams(db, ids, { ...ALL, limit: 2 }).rows).toHaveLength(2);
  });
});

describe('metrics', () => {
  it('mlflow#16555: a last value that is not a number is NaN in its cell and leaves the others', () => {
    const { db, ids } = threeRuns();
    const { rows } = compareMetrics(db, ids, 'last', DIFFERING);
    // The third run has recorded neither, so both differ.
    expect(rows.map(({ key, values }) => [key, values])).toEqual([
      ['loss', [0.5, Number.NaN, null]],
      ['same', [1, 1, null]],
    ]);
    expect(compareMetrics(db, ids.slice(0, 2), 'last', DIFFERING).rows.map(({ key }) => key)).toEqual([
      'loss',
    ]);
  });

  it('smallest and largest values are compared on their own', () => {
    const { db, ids } = threeRuns();
    expect(compareMetrics(db, ids, 'min', ALL).rows[0]).toMatchObject({
      column: 'metric:min:loss',
      values: [0.4, 0.3, null],
    });
    expect(compareMetrics(db, ids, 'max', ALL).rows[0].values).toEqual([2, 3, null]);
  });
});

it('columns are read by id in the order of the runs, whatever their keys hold', () => {
  const { db, ids } = threeRuns();
  const [first, second, third] = ids;
  expect(
    readComparedColumns(
      db,
      [third, first, second],
      ['param:lr', `param:${RTL}`, 'metric:max:loss', 'param:none'],
    ),
  ).toEqual({
    'param:lr': [0.1, 0.1, 0.02],
    [`param:${RTL}`]: [null, 'x', 'x'],
    'metric:max:loss': [null, 2, 3],
    'param:none': [null, null, null],
  });
  expect(() => readComparedColumns(db, ids, ['lr'])).toThrow(/found "lr"/);
});

it('columns to choose from: those with different values first, constant ones after', () => {
  const { db, ids } = threeRuns();
  const { choices } = listColumnChoices(db, ids, { search: '', limit: 3, onlyMetrics: false });
  expect(choices.map(({ column }) => column)).toEqual(['param:lr', 'param:optimizer', 'metric:last:loss']);
  expect(listColumnChoices(db, ids, { search: 'LR', limit: 9, onlyMetrics: false }).choices).toEqual([
    { column: 'param:lr', isNumeric: true, runs: 3, values: 2 },
  ]);
  expect(
    listColumnChoices(db, ids, { search: '', limit: 9, onlyMetrics: true }).choices.map(
      ({ column }) => column,
    ),
  ).toEqual(['metric:last:loss', 'metric:last:same']);
});

describe('the runs', () => {
  it('keep the order asked for; unknown and trashed ids are told and are not fatal', () => {
    const { db, ids } = threeRuns();
    const trashed = addRun(db, { name: 'gone', deleted: true });
    const { runs, leftOut } = selectRuns(db, [ids[2], 999, ids[0], trashed, ids[2]]);
    expect(runs.map(({ id, createdBy }) => [id, createdBy])).toEqual([
      [ids[2], 'Bo'],
      [ids[0], 'Ada'],
    ]);
    expect(leftOut).toEqual([
      { id: 999, reason: 'unknown', name: null },
      { id: trashed, reason: 'trashed', name: 'gone' },
    ]);
    expect(runs[1].facts).toMatchObject({ accuracy: 0.9, status: 'finished', sparsity: null });
  });

  it('are chosen by name or id, newest first, without the trash and without parents', () => {
    const { db, ids } = threeRuns();
    addRun(db, { name: 'gone one', deleted: true });
    addRun(db, { name: 'parent one', method: 'pipeline' });
    addRun(db, { name: '100 % of one', status: 'running' });
    expect(listRunChoices(db, 'ONE', 10).map(({ name }) => name)).toEqual(['100 % of one', 'one']);
    expect(listRunChoices(db, `#${ids[1]}`, 10)[0]).toMatchObject({ id: ids[1], name: 'two' });
    expect(listRunChoices(db, '0 % o', 10).map(({ name }) => name)).toEqual(['100 % of one']);
    expect(listRunChoices(db, '', 2)).toHaveLength(2);
  });
});

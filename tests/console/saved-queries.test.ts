import { describe, expect, it } from 'vitest';
import { insertQueryLog } from '@/db/console/query-log';
import { listQueryHistory } from '@/db/queries/query-history';
import { listSqlValues } from '@/db/queries/sql-values';
import {
  deleteSavedQuery,
  findSavedQuery,
  insertSavedQuery,
  listSavedQueries,
  savedQuerySchema,
  updateSavedQuery,
} from '@/db/saved-queries';
import { recordExperiment } from '../app/fixture';
import { insertGridRuns } from '../db/grid-runs';
import { temporaryDatabase } from '../db/temporary-database';

const content = (name: string, sql = 'SELECT 1') =>
  savedQuerySchema.parse({ name, sql, params: { layer: { type: 'text', value: 'fc1' } } });

describe('saved queries', () => {
  it('are kept with their parameters, owner and address, and found by the search', () => {
    const db = temporaryDatabase();
    const saved = insertSavedQuery(db, content('敏感层 "a" and b', 'SELECT layer FROM layer_stats'), 'Ada');
    expect(findSavedQuery(db, saved.uid)).toEqual(saved);
    expect(saved).toMatchObject({
      revision: 1,
      createdBy: 'Ada',
      params: { layer: { type: 'text', value: 'fc1' } },
    });
    const found = db.sqlite
      .prepare('SELECT title FROM search_index WHERE search_index MATCH \'"layer_st"\'')
      .pluck();
    expect(found.all()).toEqual(['敏感层 "a" and b']);
    deleteSavedQuery(db, saved.uid);
    expect([found.all(), listSavedQueries(db)]).toEqual([[], []]);
    expect(() => deleteSavedQuery(db, saved.uid)).not.toThrow();
  });

  it('are asked where they were saved', () => {
    const db = temporaryDatabase();
    const there = { ...content('There'), connection: '+mlflow' };
    const { uid } = insertSavedQuery(db, there, 'Ada');
    expect(findSavedQuery(db, uid)?.connection).toBe('+mlflow');
    const moved = { ...there, connection: 'train' };
    expect(updateSavedQuery(db, { uid, baseRevision: 1, content: moved, by: 'Bo' }).connection).toBe('train');
    expect(savedQuerySchema.safeParse({ ...there, connection: '../x' }).success).toBe(false);
  });

  it('supabase#5353, supabase#6124, supabase#44789: are never saved over somebody else’s later text', () => {
    const db = temporaryDatabase();
    const { uid } = insertSavedQuery(db, content('One'), 'Ada');
    const save = (baseRevision: number, name: string, by: string) =>
      updateSavedQuery(db, { uid, baseRevision, content: content(name, `SELECT '${name}'`), by });
    expect(save(1, 'Two', 'Bo')).toMatchObject({
      revision: 2,
      name: 'Two',
      createdBy: 'Ada',
      updatedBy: 'Bo',
    });
    // jupyter/notebook#1211: a rename is a save as well.
    expect(() => save(1, 'Mine', 'Ada')).toThrow('Bo has saved it since you opened it');
    expect(findSavedQuery(db, uid)).toMatchObject({ name: 'Two', sql: "SELECT 'Two'" });
    deleteSavedQuery(db, uid);
    expect(() => save(2, 'Late', 'Ada')).toThrow('somebody deleted it');
  });
});

describe('the history', () => {
  it('lists what was run, newest first, by text and person, a page at a time', () => {
    const db = temporaryDatabase();
    for (let index = 1; index <= 105; index++)
      insertQueryLog(db, {
        uid: `${index}`,
        by: index % 2 ? 'Ada' : 'Bo',
        source: 'console',
        sql: `SELECT ${index} AS "100%"`,
        params: {},
        connection: 'mlflow',
        startedAt: index,
        elapsedMs: 1,
        rows: 1,
        truncated: false,
        errorCode: null,
        errorMessage: null,
      });
    const first = listQueryHistory(db, {});
    expect(first).toHaveLength(100);
    expect(first[0].connection).toBe('mlflow');
    expect(first[0]).toMatchObject({ id: 105, createdBy: 'Ada', rowCount: 1 });
    expect(listQueryHistory(db, { before: first[99].id })).toHaveLength(5);
    expect(listQueryHistory(db, { by: 'Bo' })).toHaveLength(52);
    expect(listQueryHistory(db, { text: 'SELECT 42 ' }).map(({ id }) => id)).toEqual([42]);
    expect(listQueryHistory(db, { text: '1000%' })).toEqual([]);
  });
});

describe('values of columns', () => {
  it('are those that were recorded, and hold what is typed', () => {
    const db = temporaryDatabase();
    insertGridRuns(db, [
      {
        name: '100% "x"',
        experiment: 'One',
        params: { width: 9, 'odd key': 'a' },
        metrics: { 'train/loss': 1, val_x: 2 },
      },
    ]);
    const values = (column: string, part = '', table?: string) => listSqlValues(db, { column, table }, part);
    expect(values('key', '', 'params')).toEqual(['odd key', 'width']);
    expect(values('key', 'LOSS', 'metrics')).toEqual(['train/loss']);
    expect(values('key', '_', 'metrics')).toEqual(['val_x']);
    expect(values('name', '100%', 'runs')).toEqual(['100% "x"']);
    expect(values('name', '', 'experiments')).toEqual(['One']);
    expect(values('status', 'fin')).toEqual(['finished']);
    expect(values('technique', '', 'run_results')).toContain('combined');
    expect(values('config')).toEqual([]);
  });

  it('of layers are those of every network, without a sensitivity run too', () => {
    const db = temporaryDatabase();
    recordExperiment(db, 'starter', 'Ada');
    db.sqlite.exec('DELETE FROM sensitivity_rollup');
    const names = db.sqlite.prepare('SELECT DISTINCT name FROM layers ORDER BY name').pluck().all();
    expect(names.length).toBeGreaterThan(1);
    expect(listSqlValues(db, { table: 'layers', column: 'name' }, '')).toEqual(names);
    expect(listSqlValues(db, { table: 'layer_stats', column: 'layer' }, '')).toEqual(names);
  });
});

import { expect, it } from 'vitest';
import { deleteView, listSavedViews, renameView, saveView } from '@/db/saved-views';
import { insertGridRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

const state = { filter: 'accuracy > 0.9', columns: ['accuracy', 'param:lr'], groupBy: ['config'] };

it('views are kept by name within an experiment or over all runs', () => {
  const db = temporaryDatabase();
  insertGridRuns(db, [{ experiment: 'a' }, { experiment: 'b' }]);
  const view = saveView(db, { name: ' best ', state }, 'Ada');
  expect(view).toMatchObject({
    name: 'best',
    experimentId: null,
    createdBy: 'Ada',
    state: { ...state, sort: [], show: 'live', widths: {} },
  });
  expect(view.uid).toMatch(/^[0-9a-f]{32}$/);
  saveView(db, { name: 'best', experimentId: 2, state }, 'Bo');
  expect(() => saveView(db, { name: 'best', state }, 'Bo')).toThrow('There is a view "best" already');
  const replaced = saveView(db, { name: 'best', state: { filter: '' }, replace: true }, 'Bo');
  expect(replaced).toMatchObject({ id: view.id, createdBy: 'Ada', state: { filter: '', columns: [] } });
  expect(listSavedViews(db)).toEqual([replaced]);
  expect(listSavedViews(db, 2).map(({ createdBy }) => createdBy)).toEqual(['Bo']);
  expect(listSavedViews(db, 1)).toEqual([]);
});

it('renaming asks for a free name; deleting twice is fine', () => {
  const db = temporaryDatabase();
  const { id } = saveView(db, { name: 'a', state }, 'Ada');
  saveView(db, { name: 'b', state }, 'Ada');
  expect(() => renameView(db, id, 'b')).toThrow('There is a view "b" already');
  renameView(db, id, 'c');
  expect(listSavedViews(db).map(({ name }) => name)).toEqual(['b', 'c']);
  deleteView(db, id);
  deleteView(db, id);
  expect(() => renameView(db, id, 'd')).toThrow('somebody deleted it');
  expect(() => saveView(db, { name: ' ', state }, 'Ada')).toThrow('1 to 100 characters');
});

it('a state that is none is refused, and one that a later version wrote is left out', () => {
  const db = temporaryDatabase();
  expect(() => saveView(db, { name: 'a', state: { columns: ['nonsense'] } }, 'Ada')).toThrow('columns.0');
  const { id } = saveView(db, { name: 'a', state }, 'Ada');
  db.sqlite.prepare('UPDATE saved_views SET state = \'{"sort": 5}\' WHERE id = ?').run(id);
  expect(listSavedViews(db)).toEqual([]);
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { trashNote } from '@/db/notes/note-trash';
import { insertNote } from '@/db/notes/save-note';
import { searchTexts } from '@/db/queries/search';
import { trashRuns } from '@/db/run-trash';
import { insertSavedQuery } from '@/db/saved-queries';
import { scheduleRun } from '@/db/schedule-run';
import { newNoteCell } from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';

let db: TrackingDatabase;
beforeEach(() => {
  db = temporaryDatabase();
});

const uid = (index: number) => index.toString(16).padStart(32, '0');
const found = (text: string) =>
  searchTexts(db, text).map(({ kind, id, cellUid }) => `${kind} ${cellUid ? cellUid.slice(-1) : id}`);
const marked = (text: string) =>
  searchTexts(db, text).map(({ excerpt, marks }) => marks.map(({ start, end }) => excerpt.slice(start, end)));

function study(): number {
  return insertNote(
    db,
    {
      title: '敏感层分析 Sensitivity',
      cells: [
        newNoteCell('markdown', uid(1), '# 剪枝\n先剪枝，再量化；知识蒸馏留到最后。'),
        newNoteCell('sql', uid(2), 'SELECT layer, accuracy_drop FROM layer_sensitivity -- Percentile'),
        newNoteCell('markdown', uid(3), 'Élan of the 50% rule: a_b "quoted" C++ 8 bits'),
      ],
    },
    'Ada',
  );
}

describe('the search', () => {
  it.each([
    ['剪枝', ['cell 1']],
    ['量化', ['cell 1']],
    ['蒸馏', ['cell 1']],
    ['剪', ['cell 1']],
    ['知识蒸馏', ['cell 1']],
    ['剪枝 量化', ['cell 1']],
    ['量化 知识蒸馏', ['cell 1']],
    ['剪枝 卷积', []],
    ['敏感', ['note 1']],
    ['敏感层分析', ['note 1']],
    ['敏感 剪枝', ['cell 1']],
    ['蒸枝', []],
  ])('finds Chinese words, shorter than three characters too: %s', (text, expected) => {
    study();
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['percentile', ['cell 2']],
    ['PERCENT LAYER_S', ['cell 2']],
    ['élan', ['cell 3']],
    ['50%', ['cell 3']],
    ['a_b', ['cell 3']],
    ['axb', []],
    ['"quoted"', ['cell 3']],
    ['C++', ['cell 3']],
    ['8', ['cell 3']],
    ['C+ 8 bits', ['cell 3']],
    ['* OR (', []],
    ['title : x AND', []],
    ['sensitivity', ['cell 2', 'note 1']],
    ['', []],
    ['\0', []],
  ])('takes what is typed as it is: %j', (text, expected) => {
    study();
    expect(found(text).sort()).toEqual(expected.sort());
  });

  it('shows the place of the hit', () => {
    const text = `${'前'.repeat(100)}剪枝${'后'.repeat(300)}`;
    insertNote(db, { title: 'N', cells: [newNoteCell('markdown', uid(1), text)] }, 'Ada');
    const [{ excerpt }] = searchTexts(db, '剪枝');
    expect(excerpt).toBe(`…${'前'.repeat(60)}剪枝${'后'.repeat(138)}…`);
    expect(marked('剪枝')).toEqual([['剪枝']]);
    insertNote(db, { title: 'M', cells: [newNoteCell('markdown', uid(2), 'A\nlayer and a Layer')] }, 'Ada');
    expect(marked('layer a')).toEqual([['A', 'layer', 'a', 'a', 'Layer']]);
    expect(searchTexts(db, 'layer')[0].excerpt).toBe('A layer and a Layer');
  });

  it('looks through the words of an image, not through its address', () => {
    const image = `![curve.png](/api/notes/6/images/${'fc8'.repeat(21)}a "drawn")`;
    const id = insertNote(
      db,
      { title: 'N', cells: [newNoteCell('markdown', uid(1), `${image}\nLoss falls`)] },
      'Ada',
    );
    for (const address of ['fc', '8', 'fc8f', 'images', 'drawn']) expect(found(address)).toEqual([]);
    expect(searchTexts(db, 'curve')[0].excerpt).toBe('curve.png Loss falls');
    // As it was kept before.
    db.sqlite
      .prepare("UPDATE search_documents SET body = ? WHERE kind = 'cell' AND ref_id = ?")
      .run(image, id);
    for (const address of ['fc', 'fc8f']) expect(found(address)).toEqual([]);
  });

  it('finds saved queries and runs, and not what is in the trash', () => {
    const saved = insertSavedQuery(
      db,
      {
        name: 'Worst layers',
        description: '量化误差',
        sql: 'SELECT 1',
        params: {},
        chart: null,
        connection: '',
      },
      'Ada',
    );
    const config = { method: 'train', experiment: 'E', architecture: { name: 'lenet-5' } };
    const run = (name: string) => scheduleRun(db, { ...config, name }, { createdBy: 'Ada' }).runId;
    const [first, second] = [run('量化 worst case'), run('worst of all')];
    const noteId = insertNote(
      db,
      { title: 'Worst', cells: [newNoteCell('markdown', uid(1), 'worst')] },
      'Ada',
    );
    expect(found('worst').sort()).toEqual(
      ['cell 1', `note ${noteId}`, `query ${saved.id}`, `run ${first}`, `run ${second}`].sort(),
    );
    expect(searchTexts(db, 'layers')[0]).toMatchObject({
      kind: 'query',
      uid: saved.uid,
      title: 'Worst layers',
    });
    expect(found('量化')).toEqual([`query ${saved.id}`, `run ${first}`]);
    trashNote(db, noteId, 'Ada');
    db.sqlite.exec("UPDATE runs SET status = 'finished'");
    trashRuns(db, [second], 'Ada');
    expect(found('worst').sort()).toEqual([`query ${saved.id}`, `run ${first}`]);
  });
});

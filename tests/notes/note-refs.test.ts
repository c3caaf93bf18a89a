import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '@/app/console/examples';
import type { TrackingDatabase } from '@/db/client';
import { writeAllNoteRefs } from '@/db/notes/note-refs';
import { insertNoteResult } from '@/db/notes/note-results';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { listNotesCiting } from '@/db/queries/run-notes';
import { scheduleRun } from '@/db/schedule-run';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { findMentions } from '@/lib/domain/note-mentions';
import { MOST_RESULT_REFS, refsOf, refsOfResult } from '@/lib/domain/note-refs';
import { temporaryDatabase } from '../db/temporary-database';

const uid = (index: number) => index.toString(16).padStart(32, '0');
const named = (markdown: string) =>
  findMentions(markdown).map((mention) =>
    mention.kind === 'person' ? `@${mention.name}` : `${mention.kind} ${mention.id}`,
  );

describe('the mentions of a text', () => {
  it.each([
    ['#run 42, #model 7; #note 3 (#experiment 2)', ['run 42', 'model 7', 'note 3', 'experiment 2']],
    ['#Run-42 and #run 42s, #run 0, a#run 1, ##run 1, \\#run 1', ['run 42']],
    ['量化 #run 42，见 #model 7。@李雷 @[Ada Lovelace]', ['run 42', 'model 7', '@李雷', '@Ada Lovelace']],
    ['@Ada. ada@example.org, @ada.b-c', ['@Ada', '@ada.b-c']],
    ['`#run 1` and ``a ` #run 2`` but #run 3 and ` #run 4', ['run 3', 'run 4']],
    ['```sql\n#run 1\n```\n#run 2\n~~~\n#run 3\n```\n~~~\n#run 4', ['run 2', 'run 4']],
    ['> ```\n> #run 1\n> ```\n> #run 2\n\n- ```\n  #run 3\n  ```', ['run 2']],
    ['````\n```\n#run 1\n```\n````\n#run 2', ['run 2']],
    ['```\n#run 1 in a fence that is not closed', []],
    ['a ` b\n\nc #run 1 ` d', ['run 1']],
  ])('%j', (markdown, expected) => {
    expect(named(markdown)).toEqual(expected);
  });

  it('have their places', () => {
    const text = '`x` 剪 #run 42!';
    const [{ start, end }] = findMentions(text);
    expect(text.slice(start, end)).toBe('#run 42');
  });
});

describe('what a cell cites', () => {
  const cites = (type: 'markdown' | 'sql', source: string) =>
    refsOf(newNoteCell(type, uid(1), source)).map(({ kind, id }) => `${kind} ${id}`);
  it.each([
    ['As #42 and run 7, see [it](/runs/9) and /models/3', ['run 42', 'run 7', 'run 9', 'model 3']],
    ['#421, run 423 but not runner 4, run 1.5, run_id', ['run 421', 'run 423']],
    ['`run 7`', []],
    [`![#run 3](/api/notes/6/images/${'a'.repeat(64)}) and [file](/api/notes/6/images/0)`, ['run 3']],
    ['![a](<b c> "#run 4") ![d](e_(f).png)', []],
  ])('in a text: %j', (source, expected) => expect(cites('markdown', source)).toEqual(expected));

  it.each([
    ['SELECT * FROM metrics WHERE run_id = 42 AND step = 7', ['run 42']],
    ['SELECT * FROM metrics WHERE run_id IN (7, 42) AND step IN (1)', ['run 7', 'run 42']],
    ['SELECT * FROM runs WHERE id = 42', ['run 42']],
    [
      'SELECT * FROM runs r JOIN models m ON m.run_id = r.id WHERE r.id = 4 AND m.id IS 5 AND id = 6',
      ['run 4', 'model 5'],
    ],
    ['SELECT * FROM layer_stats s WHERE s.layer_id == 3 AND "model_id" = 2', ['layer 3', 'model 2']],
    ["SELECT 'run_id = 42', x AS id FROM metrics WHERE value = 42", []],
    ['SELECT 1 -- as in run 42', ['run 42']],
  ])('in a query: %s', (source, expected) => expect(cites('sql', source)).toEqual(expected));

  it('by its settings', () => {
    const run = newNoteCell('run', uid(1));
    const comparison = newNoteCell('comparison', uid(2));
    const cells: NoteCell[] = [
      { ...run, settings: { ...run.settings, runId: 4 } },
      { ...comparison, settings: { runIds: [5, 6, 5], filter: '', view: 'values' } },
      { ...newNoteCell('launch', uid(3), '{"run": 9}'), settings: { runId: 7 } },
      newNoteCell('parameter', uid(4), 'as #run 8'),
    ];
    expect(cells.map((cell) => refsOf(cell).map(({ id }) => id))).toEqual([[4], [5, 6], [7], [8]]);
  });

  it('by a result, unless it is a long listing', () => {
    const columns = ['run', 'best_run_id', 'model', 'trunk'].map((name) => ({ name }));
    expect(
      refsOfResult({
        columns,
        rows: [
          [1, 2, 'm', 9],
          [1, null, 3, 9],
        ],
      }),
    ).toMatchObject([
      { kind: 'run', id: 1 },
      { kind: 'run', id: 2 },
      { kind: 'model', id: 3 },
    ]);
    const listing = (count: number) =>
      refsOfResult({ columns: [{ name: 'run_id' }], rows: Array.from({ length: count }, (_, i) => [i + 1]) });
    expect(listing(MOST_RESULT_REFS)).toHaveLength(MOST_RESULT_REFS);
    expect(listing(MOST_RESULT_REFS + 1)).toEqual([]);
  });
});

const refs = ({ sqlite }: TrackingDatabase) =>
  sqlite.prepare("SELECT cell_uid || ' ' || kind || ' ' || ref_id FROM note_refs ORDER BY 1").pluck().all();

describe('the citations of a note', () => {
  it('are those of its present texts and newest results', () => {
    const db = temporaryDatabase();
    const query = newNoteCell('sql', uid(2), 'SELECT max(run_id) AS run FROM run_results');
    const noteId = insertNote(
      db,
      { title: 'N', cells: [newNoteCell('markdown', uid(1), '#run 4'), query] },
      'A',
    );
    const pin = (run: number) =>
      insertNoteResult(db, {
        noteId,
        cellUid: query.uid,
        sql: query.source,
        result: {
          columns: [{ name: 'run', type: 'INTEGER' }],
          rows: [[run]],
          truncated: false,
          elapsedMs: 1,
        },
        dataVersions: {},
        by: 'A',
      });
    pin(5);
    pin(6);
    expect(refs(db)).toEqual([`${uid(1)} run 4`, `${uid(2)} run 6`]);
    const cells = [{ ...query, source: `${query.source} -- not #run 7` }];
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'N', cells }, by: 'A' });
    expect(refs(db)).toEqual([`${uid(2)} run 6`, `${uid(2)} run 7`]);
    expect(listNotesCiting(db, 6)).toMatchObject([{ noteId, cellUid: uid(2), excerpt: '' }]);
    expect(listNotesCiting(db, 7)[0].excerpt).toBe(
      'SELECT max(run_id) AS run FROM run_results -- not #run 7',
    );
    expect(listNotesCiting(db, 4)).toEqual([]);
  });

  it('are found in notes that were written before citations were kept', () => {
    const db = temporaryDatabase();
    insertNote(db, { title: 'N', cells: [newNoteCell('markdown', uid(1), '#run 4')] }, 'A');
    db.sqlite.exec('DELETE FROM note_refs');
    writeAllNoteRefs(db.sqlite);
    expect(refs(db)).toEqual([`${uid(1)} run 4`]);
  });

  it('tell which finished runs nobody wrote up, by one query', () => {
    const db = temporaryDatabase();
    const config = {
      method: 'train',
      experiment: 'E',
      dataset: { name: 'mnist' },
      architecture: { name: 'lenet-5' },
    };
    const [one, other] = [1, 2].map(() => scheduleRun(db, config, { createdBy: 'A' }).runId);
    db.sqlite.exec("UPDATE runs SET status = 'finished', finished_at = 0");
    const sql = EXAMPLES.find(({ key }) => key === 'NotWrittenUp')?.sql ?? '';
    const missing = () => db.sqlite.prepare(sql).pluck().all();
    expect(missing()).toEqual([other, one]);
    insertNote(db, { title: 'N', cells: [newNoteCell('markdown', uid(1), `#run ${other}`)] }, 'A');
    expect(missing()).toEqual([one]);
  });
});

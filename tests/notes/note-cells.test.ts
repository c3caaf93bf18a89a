import { describe, expect, it } from 'vitest';
import { getNote, getNoteRevision } from '@/db/notes/notes';
import { insertNote, insertNoteRevision } from '@/db/notes/save-note';
import {
  MOST_CELLS,
  MOST_NOTE_BYTES,
  type NoteCell,
  type NoteCellInput,
  newNoteCell,
  noteContentSchema,
} from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';

const uid = (index: number) => index.toString(16).padStart(32, '0');
const content = (cells: unknown[]) => noteContentSchema.safeParse({ title: 'N', cells });

/** One of each type, with nothing left at its default. */
const ALL: NoteCell[] = [
  { uid: uid(1), type: 'markdown', source: '# 剪枝', name: '', settings: {}, isFolded: true },
  { uid: uid(2), type: 'sql', source: 'SELECT 1', name: 'layers_lost', settings: {}, isFolded: false },
  {
    uid: uid(3),
    type: 'chart',
    source: 'Caption',
    name: '',
    settings: { cellUid: uid(2), spec: { kind: 'line', x: 'level', y: ['accuracy'], isLogX: true } },
    isFolded: false,
  },
  {
    uid: uid(4),
    type: 'run',
    source: '',
    name: '',
    settings: {
      runId: 42,
      parts: ['summary', 'layers'],
      snapshot: {
        at: 5,
        by: 'Ada',
        parts: { summary: { columns: [{ name: 'a', type: 'REAL' }], rows: [[0.5]] } },
      },
    },
    isFolded: false,
  },
  {
    uid: uid(5),
    type: 'comparison',
    source: '',
    name: '',
    settings: { runIds: [1, 2], filter: 'method = prune', view: 'curves' },
    isFolded: false,
  },
  { uid: uid(6), type: 'launch', source: '{}', name: '', settings: { runId: 7 }, isFolded: false },
  {
    uid: uid(7),
    type: 'parameter',
    source: 'Pruned share',
    name: 'rate',
    settings: { param: { type: 'real', value: '0.8' }, choices: ['0.8', '0.9'] },
    isFolded: false,
  },
];

describe('the cells of a note', () => {
  it('are kept with everything they hold, now and in the revision', () => {
    const db = temporaryDatabase();
    const id = insertNote(db, { title: 'N', cells: ALL }, 'Ada');
    const edit = { revision: 1, updatedBy: 'Ada', updatedAt: getNote(db, id).createdAt };
    expect(getNote(db, id).cells).toEqual(ALL.map((cell) => ({ ...cell, ...edit })));
    expect(getNoteRevision(db, id, 1).cells).toEqual(ALL);
  });

  it('have the author who changed them, not the one who saved the note', () => {
    const db = temporaryDatabase();
    const [text, query] = ALL;
    const id = insertNote(db, { title: 'N', cells: [text, query] }, 'Ada');
    // One is edited; the other moves up and is folded.
    const cells = [
      { ...query, isFolded: true },
      { ...text, source: '# 量化' },
    ];
    insertNoteRevision(db, { id, baseRevision: 1, content: { title: 'N', cells }, by: 'Bo' });
    const saved = getNote(db, id).cells;
    expect(saved.map(({ uid, revision, updatedBy }) => [uid, revision, updatedBy])).toEqual([
      [query.uid, 1, 'Ada'],
      [text.uid, 2, 'Bo'],
    ]);
    expect(saved[0].isFolded).toBe(true);
    const named = [{ ...query, name: 'other' }];
    insertNoteRevision(db, { id, baseRevision: 2, content: { title: 'N', cells: named }, by: 'Cy' });
    expect(getNote(db, id).cells).toMatchObject([{ name: 'other', revision: 3, updatedBy: 'Cy' }]);
  });

  it('are found by the search as they are now', () => {
    const db = temporaryDatabase();
    const find = (text: string) =>
      db.sqlite
        .prepare(
          'SELECT d.kind, d.cell_uid FROM search_index JOIN search_documents d ON d.id = search_index.rowid WHERE search_index MATCH ?',
        )
        .raw()
        .all(`"${text}"`);
    const id = insertNote(
      db,
      { title: 'Ratios', cells: [newNoteCell('markdown', uid(1), 'calibration')] },
      'A',
    );
    expect(find('calibration')).toEqual([['cell', uid(1)]]);
    expect(find('Ratios')).toEqual([
      ['note', ''],
      ['cell', uid(1)],
    ]);
    const next = { title: 'Steps', cells: [newNoteCell('markdown', uid(2), 'percentile')] };
    insertNoteRevision(db, { id, baseRevision: 1, content: next, by: 'A' });
    expect(find('calibration')).toEqual([]);
    expect(find('Ratios')).toEqual([]);
    expect(find('percentile')).toEqual([['cell', uid(2)]]);
  });

  it('may hold 100 kB each, 4 MB together and be 300', () => {
    const db = temporaryDatabase();
    const big = newNoteCell('markdown', uid(1), '层'.repeat(34_000));
    const id = insertNote(db, { title: 'N', cells: [big] }, 'Ada');
    expect(getNote(db, id).cells[0].source).toBe(big.source);
    expect(content([newNoteCell('markdown', uid(1), 'a'.repeat(MOST_NOTE_BYTES - 1_000))]).success).toBe(
      true,
    );
    expect(content([newNoteCell('markdown', uid(1), 'a'.repeat(MOST_NOTE_BYTES))]).success).toBe(false);
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => newNoteCell('sql', uid(index + 1)));
    expect(content(many(MOST_CELLS)).success).toBe(true);
    expect(content(many(MOST_CELLS + 1)).success).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a name that needs quotes', { type: 'sql', name: 'a b' }],
    ['a name that starts with a digit', { type: 'parameter', name: '1a' }],
    ['settings of another type of cell', { type: 'run', settings: { runId: 'x' } }],
    ['an unknown type', { type: 'html' }],
    ['a part that no run has', { type: 'run', settings: { parts: ['weights'] } }],
    ['a uid that is none', { type: 'sql', uid: '../1' }],
  ])('are refused with %s', (_what, cell) => {
    expect(content([{ uid: uid(1), source: '', ...cell }]).success).toBe(false);
  });

  it('need no more than uid and type', () => {
    const cells: NoteCellInput[] = [
      { uid: uid(1), type: 'run' },
      { uid: uid(2), type: 'parameter' },
    ];
    expect(content(cells).data?.cells).toEqual([
      newNoteCell('run', uid(1)),
      newNoteCell('parameter', uid(2)),
    ]);
    expect(newNoteCell('run', uid(1)).settings).toEqual({ runId: null, parts: ['summary'], snapshot: null });
  });
});

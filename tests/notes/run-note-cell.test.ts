import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { QUERY_LIMITS } from '@/db/console/limits';
import { createQueryPool, type QueryPool } from '@/db/console/query-pool';
import { raiseDataVersions } from '@/db/data-versions';
import { listNoteResults } from '@/db/notes/note-results';
import { freezeNote } from '@/db/notes/note-versions';
import { changeOfNoteCell, MOST_READ_ROWS, runNoteCell } from '@/db/notes/run-note-cell';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { verifyVersion } from '@/db/notes/verify-version';
import { databasePath } from '@/lib/domain/data-dir';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { buildProgram } from '../build-program';
import { temporaryDatabase } from '../db/temporary-database';

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  program = await buildProgram('query-process');
});
afterAll(() => program.remove());

let db: TrackingDatabase;
let pool: QueryPool;
beforeEach(() => {
  db = temporaryDatabase();
  pool = createQueryPool({
    databasePath: databasePath(db.dataDir),
    programPath: program.path,
    limits: QUERY_LIMITS,
    log: () => {},
  });
});
afterEach(() => pool.close());

const uid = (letter: string) => letter.repeat(32);
const sql = (letter: string, source: string, name = ''): NoteCell => ({
  ...newNoteCell('sql', uid(letter), source),
  name,
});
const param = (value: string): NoteCell => ({
  ...newNoteCell('parameter', uid('f')),
  name: 'least',
  settings: { param: { type: 'integer', value }, choices: [] },
});
const run = (noteId: number, letter: string) =>
  runNoteCell(db, pool.run, { noteId, cellUid: uid(letter), by: 'Ada', owner: 'Ada' });
const verify = (noteId: number, version = 1) =>
  verifyVersion(db, pool.run, { noteId, version, by: 'Ada', owner: 'Ada' });

function addExperiment(name: string): void {
  db.sqlite
    .prepare('INSERT INTO experiments (uid, name, created_by, created_at) VALUES (?, ?, ?, 0)')
    .run(name.padEnd(32, '0'), name, 'Ada');
  raiseDataVersions(db.sqlite, ['experiments']);
}

describe('a cell', () => {
  it('reads another result as a table and a parameter by name, and pins what it came from', async () => {
    addExperiment('one');
    addExperiment('two');
    const cells = [
      sql(
        'b',
        'SELECT name, id + 9007199254740992 AS big FROM chosen WHERE id >= :least ORDER BY id',
        'worst',
      ),
      param('2'),
      sql('a', 'SELECT id, name FROM experiments', 'chosen'),
    ];
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    await expect(run(noteId, 'b')).rejects.toThrow('it reads "chosen", which was not run yet');
    const a = await run(noteId, 'a');
    const b = await run(noteId, 'b');
    expect(b.rows).toEqual([['two', '9007199254740994']]);
    expect(b).toMatchObject({
      params: { least: { type: 'integer', value: '2' } },
      upstream: { chosen: a.resultHash },
      dataVersions: {},
      schemaVersion: expect.stringMatching(/^\d{4}_/),
    });
    expect(a).toMatchObject({ params: {}, upstream: {}, dataVersions: { experiments: 2 } });
    expect(listNoteResults(db, noteId)).toContainEqual({ ...b, elapsedMs: Math.round(b.elapsedMs) });
  });

  it('pins the version of each table behind a view, and only of those', async () => {
    addExperiment('one');
    const noteId = insertNote(db, { title: 'N', cells: [sql('a', 'SELECT * FROM layer_summary')] }, 'Ada');
    const { dataVersions } = await run(noteId, 'a');
    expect(Object.keys(dataVersions)).toContain('layer_sensitivity');
    expect(Object.keys(dataVersions)).not.toContain('experiments');
  });

  it('is not run in a cycle, nor over a result that was cut', async () => {
    const numbers = (count: number) =>
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n`;
    const cells = [
      sql('a', 'SELECT * FROM two', 'one'),
      sql('b', 'SELECT * FROM one', 'two'),
      sql('c', numbers(MOST_READ_ROWS + 1), 'many'),
      sql('d', 'SELECT count(*) AS n FROM many'),
    ];
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    await expect(run(noteId, 'a')).rejects.toThrow('one → two → one');
    await run(noteId, 'c');
    await expect(run(noteId, 'd')).rejects.toThrow(`only ${MOST_READ_ROWS} rows were kept`);
    const fewer = [sql('c', numbers(MOST_READ_ROWS), 'many'), cells[3]];
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'N', cells: fewer }, by: 'Ada' });
    await run(noteId, 'c');
    expect((await run(noteId, 'd')).rows).toEqual([[MOST_READ_ROWS]]);
  });

  it('tells what changed since it was seen, and keeps nothing of it', async () => {
    addExperiment('one');
    const noteId = insertNote(db, { title: 'N', cells: [sql('a', 'SELECT name FROM experiments')] }, 'Ada');
    const changes = () =>
      changeOfNoteCell(db, pool.run, { noteId, cellUid: uid('a'), by: 'Ada', owner: 'Ada' });
    await expect(changes()).rejects.toThrow('never run');
    const pinned = await run(noteId, 'a');
    expect(await changes()).toBeUndefined();
    addExperiment('two');
    expect(await changes()).toMatchObject({ added: 1, rows: [{ kind: 'added', after: ['two'] }] });
    expect(listNoteResults(db, noteId).map(({ id }) => id)).toEqual([pinned.id]);
  });

  it('tells a change that comes through the cells that it reads', async () => {
    addExperiment('one');
    const cells = [
      sql('b', 'SELECT count(*) AS n FROM named', 'counted'),
      sql('a', 'SELECT name FROM chosen', 'named'),
      sql('c', 'SELECT id, name FROM experiments', 'chosen'),
    ];
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    for (const letter of ['c', 'a', 'b']) await run(noteId, letter);
    const before = listNoteResults(db, noteId);
    addExperiment('two');
    const counted = await changeOfNoteCell(db, pool.run, {
      noteId,
      cellUid: uid('b'),
      by: 'Ada',
      owner: 'Ada',
    });
    expect(counted?.rows).toEqual([
      { kind: 'removed', before: [1] },
      { kind: 'added', after: [2] },
    ]);
    expect(listNoteResults(db, noteId)).toEqual(before);
  });

  it('compares a result that was cut with as many rows, also when another cell has come to read it', async () => {
    const numbers =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n';
    const many = sql('c', numbers, 'many');
    const noteId = insertNote(db, { title: 'N', cells: [many] }, 'Ada');
    expect((await run(noteId, 'c')).truncated).toBe('rows');
    const read = [many, sql('d', 'SELECT count(*) AS n FROM many')];
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'N', cells: read }, by: 'Ada' });
    const cell = { noteId, cellUid: uid('c'), by: 'Ada', owner: 'Ada' };
    expect(await changeOfNoteCell(db, pool.run, cell)).toBeUndefined();
  });

  it('names a table that is there already', async () => {
    const cells = [sql('a', 'SELECT 1 AS x', 'runs'), sql('b', 'SELECT * FROM runs')];
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    await run(noteId, 'a');
    await expect(run(noteId, 'b')).rejects.toThrow('a result cannot be read as "runs"');
  });
});

describe('a frozen version', () => {
  const cells = [
    sql('b', 'SELECT count(*) AS n FROM chosen', 'counted'),
    sql('a', 'SELECT name FROM experiments WHERE id >= :least ORDER BY id', 'chosen'),
    param('1'),
    sql('c', 'SELECT 7 AS seven'),
    sql('e', ' '),
  ];
  it('is verified in the order in which cells read each other, with the parameters of then', async () => {
    addExperiment('one');
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    for (const letter of ['a', 'b', 'c']) await run(noteId, letter);
    freezeNote(db, { noteId, comment: '', by: 'Ada' });
    const later = cells.map((cell) => (cell.type === 'parameter' ? param('9') : cell));
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'N', cells: later }, by: 'Ada' });
    expect((await verify(noteId)).map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same']);

    addExperiment('two');
    expect(await verify(noteId)).toMatchObject([
      { cellUid: uid('b'), verdict: 'different', change: { added: 1, removed: 1 } },
      {
        cellUid: uid('a'),
        verdict: 'different',
        rowsBefore: 1,
        rowsNow: 2,
        change: { added: 1, removed: 0 },
      },
      // The cell's place in the note, not among the verdicts.
      { cellUid: uid('c'), place: 4, verdict: 'same' },
    ]);
    db.sqlite.exec('ALTER TABLE experiments RENAME COLUMN name TO called');
    expect(await verify(noteId)).toMatchObject([
      { verdict: 'failed', message: expect.stringContaining('"chosen"') },
      { verdict: 'failed', message: expect.stringContaining('no such column: name') },
      { verdict: 'same' },
    ]);
  });

  it('is not made of results that were seen with other values, or over other results', async () => {
    addExperiment('one');
    const noteId = insertNote(db, { title: 'N', cells }, 'Ada');
    const freeze = () => freezeNote(db, { noteId, comment: '', by: 'Ada' });
    for (const letter of ['a', 'b', 'c']) await run(noteId, letter);
    addExperiment('two');
    await run(noteId, 'a');
    expect(freeze).toThrow('cell 1 reads a parameter or a result that was changed');
    await run(noteId, 'b');
    expect(freeze()).toBe(1);
    const later = cells.map((cell) => (cell.type === 'parameter' ? param('2') : cell));
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'N', cells: later }, by: 'Ada' });
    expect(freeze).toThrow('reads a parameter or a result that was changed');
  });
});

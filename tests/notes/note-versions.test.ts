import { describe, expect, it } from 'vitest';
import { insertNoteResult, listNoteResults } from '@/db/notes/note-results';
import { compareNoteVersions, freezeNote, getNoteVersion, listNoteVersions } from '@/db/notes/note-versions';
import { getNote, getNoteRevision } from '@/db/notes/notes';
import { restoreNoteRevision, restoreNoteVersion } from '@/db/notes/restore-version';
import { insertNote, insertNoteRevision } from '@/db/notes/save-note';
import { inlineParams } from '@/lib/domain/sql/inline-params';
import { temporaryDatabase } from '../db/temporary-database';

const query = { uid: 'b'.repeat(32), type: 'sql' as const, source: 'SELECT 1 AS a' };
const text = { uid: 'a'.repeat(32), type: 'markdown' as const, source: '# Layers' };
const found = (value: number) => ({
  columns: [{ name: 'a', type: 'INTEGER' }],
  rows: [[value]],
  truncated: false as const,
  elapsedMs: 1,
});

describe('a frozen version', () => {
  it('keeps text and result as they were seen, whatever comes later', () => {
    const db = temporaryDatabase();
    const noteId = insertNote(db, { title: 'Study', cells: [text, query] }, 'Ada');
    const pin = (value: number, sql = query.source) =>
      insertNoteResult(db, {
        noteId,
        cellUid: query.uid,
        sql,
        result: found(value),
        dataVersions: {},
        by: 'Ada',
      });
    pin(1);
    expect(freezeNote(db, { noteId, comment: 'first', by: 'Bo' })).toBe(1);
    const content = { title: 'Later', cells: [{ ...query, source: 'SELECT 2 AS a' }] };
    insertNoteRevision(db, { id: noteId, baseRevision: 1, content, by: 'Ada' });
    pin(2, 'SELECT 2 AS a');
    expect(freezeNote(db, { noteId, comment: '', by: 'Ada' })).toBe(2);
    expect(listNoteVersions(db, noteId).map(({ version, revision }) => [version, revision])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    const first = getNoteVersion(db, noteId, 1);
    expect(first).toMatchObject({ title: 'Study', comment: 'first', createdBy: 'Bo' });
    expect(first.cells.map(({ source }) => source)).toEqual(['# Layers', 'SELECT 1 AS a']);
    expect(first.results.map(({ rows }) => rows)).toEqual([[[1]]]);
    expect(getNoteVersion(db, noteId, 2).results.map(({ rows }) => rows)).toEqual([[[2]]]);
    expect(() => getNoteVersion(db, noteId, 3)).toThrow('no version 3');
  });

  it('comes back with the results that were seen in it, and takes nothing away', () => {
    const db = temporaryDatabase();
    const noteId = insertNote(db, { title: 'Study', cells: [text, query] }, 'Ada');
    const pin = (runId: number, by: string) =>
      insertNoteResult(db, {
        noteId,
        cellUid: query.uid,
        sql: query.source,
        result: { ...found(runId), columns: [{ name: 'run_id', type: 'INTEGER' }] },
        dataVersions: { runs: runId },
        by,
      });
    const seen = pin(1, 'Ada');
    freezeNote(db, { noteId, comment: '', by: 'Ada' });
    restoreNoteVersion(db, { noteId, version: 1, by: 'Bo' });
    expect(listNoteResults(db, noteId)).toEqual([seen]);

    insertNoteRevision(db, {
      id: noteId,
      baseRevision: 2,
      content: { title: 'Later', cells: [query] },
      by: 'Ada',
    });
    const later = pin(2, 'Cy');
    restoreNoteVersion(db, { noteId, version: 1, by: 'Bo' });
    expect(getNote(db, noteId)).toMatchObject({ title: 'Study', revision: 4, updatedBy: 'Bo' });
    expect(getNote(db, noteId).cells.map(({ source }) => source)).toEqual([text.source, query.source]);
    expect(listNoteResults(db, noteId)).toEqual([{ ...seen, id: expect.any(Number) }]);
    const rows = db.sqlite.prepare('SELECT id FROM note_results ORDER BY id').pluck().all();
    expect(rows.slice(0, 2)).toEqual([seen.id, later.id]);
    expect(rows).toHaveLength(3);
    expect(
      db.sqlite
        .prepare("SELECT ref_id FROM note_refs WHERE note_id = ? AND kind = 'run'")
        .pluck()
        .all(noteId),
    ).toEqual([1]);
    expect(() => restoreNoteVersion(db, { noteId, version: 9, by: 'Bo' })).toThrow('no version 9');
  });

  it('is refused while a query was not run as it stands', () => {
    const db = temporaryDatabase();
    const noteId = insertNote(db, { title: 'Study', cells: [text, query] }, 'Ada');
    expect(() => freezeNote(db, { noteId, comment: '', by: 'Ada' })).toThrow(
      'cell 2 has no result, since it was never run or failed',
    );
    insertNoteResult(db, {
      noteId,
      cellUid: query.uid,
      sql: 'SELECT 0 AS a',
      result: found(0),
      dataVersions: {},
      by: 'Ada',
    });
    expect(() => freezeNote(db, { noteId, comment: '', by: 'Ada' })).toThrow(
      'changed after its result was seen',
    );
    expect(listNoteVersions(db, noteId)).toEqual([]);
    expect(getNote(db, noteId).revision).toBe(1);
  });
});

describe('a revision', () => {
  it('comes back as the newest one, after what the note said', () => {
    const db = temporaryDatabase();
    const id = insertNote(db, { title: 'First', cells: [text, query] }, 'Ada');
    insertNoteRevision(db, { id, baseRevision: 1, content: { title: 'Later', cells: [query] }, by: 'Ada' });
    restoreNoteRevision(db, { noteId: id, revision: 1, by: 'Bo' });
    expect(getNote(db, id)).toMatchObject({ title: 'First', revision: 3, updatedBy: 'Bo' });
    expect(getNote(db, id).cells.map(({ source }) => source)).toEqual([text.source, query.source]);
    expect(getNoteRevision(db, id, 2)).toMatchObject({ title: 'Later' });
    expect(() => restoreNoteRevision(db, { noteId: id, revision: 9, by: 'Bo' })).toThrow('no revision 9');
  });

  it('is compared with another one by its text', () => {
    const db = temporaryDatabase();
    const id = insertNote(db, { title: 'First', cells: [text, query] }, 'Ada');
    insertNoteRevision(db, { id, baseRevision: 1, content: { title: 'Later', cells: [query] }, by: 'Ada' });
    const { title, cells } = compareNoteVersions(db, id, { revision: 1 }, { revision: 2 });
    expect(title).toEqual({ before: 'First', after: 'Later' });
    expect(cells.map(({ kind }) => kind)).toEqual(['removed', 'same']);
  });
});

describe('parameters in their places', () => {
  it('keep their types, and are not looked for in texts and comments', () => {
    const sql = 'SELECT :a, \':a\', ":a", @b, $c, :d -- :a';
    expect(inlineParams(sql, { a: 5n, b: 0.5, c: "it's", d: null })).toBe(
      "SELECT 5, ':a', \":a\", 0.5, 'it''s', NULL -- :a",
    );
    expect(inlineParams('SELECT :a, :x', { a: 2 })).toBe('SELECT 2.0, :x');
    expect(inlineParams('SELECT ?, ?', { 1: 1n, 2: 'a\0b' })).toBe("SELECT 1, ('a' || char(0) || 'b')");
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import type { QueryResult } from '@/db/console/query-result';
import { insertNoteResult, listNoteResults } from '@/db/notes/note-results';
import { getNote, getNoteRevision, listNoteRevisions, listNotes } from '@/db/notes/notes';
import { insertNote, insertNoteRevision } from '@/db/notes/save-note';
import { newNoteCell, noteContentSchema } from '@/lib/domain/note-content';

let folder: string;
let database: TrackingDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  database = openTrackingDatabase(folder);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = { uid: 'a'.repeat(32), type: 'markdown' as const, source: '# Layers' };
const query = { uid: 'b'.repeat(32), type: 'sql' as const, source: 'SELECT 1' };

describe('a note', () => {
  it('is saved revision by revision, each with its author', () => {
    const id = insertNote(database, { title: 'Sensitivity', cells: [text, query] }, 'ada');
    const content = { title: 'Which layers', cells: [query, { ...text, source: '# Two' }] };
    expect(insertNoteRevision(database, { id, baseRevision: 1, content, by: 'bob' })).toBe(2);

    expect(getNote(database, id)).toMatchObject({
      ...content,
      revision: 2,
      createdBy: 'ada',
      updatedBy: 'bob',
    });
    expect(listNoteRevisions(database, id)).toMatchObject([
      { revision: 2, title: 'Which layers', createdBy: 'bob' },
      { revision: 1, title: 'Sensitivity', createdBy: 'ada' },
    ]);
    expect(getNoteRevision(database, id, 1).cells).toEqual([
      newNoteCell('markdown', text.uid, text.source),
      newNoteCell('sql', query.uid, query.source),
    ]);
    expect(listNotes(database)).toMatchObject([{ id, title: 'Which layers', cellCount: 2 }]);
  });

  it.each([
    [
      'text (supabase/supabase#5353, jupyter/notebook#1211)',
      { title: 'N', cells: [{ ...text, source: 'mine' }] },
    ],
    ['name only (jupyterlab/jupyterlab#7888)', { title: 'Mine', cells: [text] }],
    ['to nothing (pinterest/querybook#434)', { title: 'N', cells: [] }],
  ])('is not saved over a revision one has not seen: %s', (_what, content) => {
    const id = insertNote(database, { title: 'N', cells: [text] }, 'ada');
    const theirs = { title: 'N', cells: [{ ...text, source: 'theirs' }] };
    insertNoteRevision(database, { id, baseRevision: 1, content: theirs, by: 'bob' });

    expect(() => insertNoteRevision(database, { id, baseRevision: 1, content, by: 'ada' })).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringContaining('bob has saved revision 2'),
      }),
    );
    expect(getNote(database, id)).toMatchObject({ ...theirs, revision: 2 });
    expect(listNoteRevisions(database, id)).toHaveLength(2);
  });

  it('does not take a cell of another note', () => {
    insertNote(database, { title: 'One', cells: [text] }, 'ada');
    const id = insertNote(database, { title: 'Two', cells: [] }, 'ada');
    const content = { title: 'Two', cells: [text] };
    expect(() => insertNoteRevision(database, { id, baseRevision: 1, content, by: 'ada' })).toThrow(
      'belongs to another note',
    );
    expect(getNote(database, id).revision).toBe(1);
  });

  it('that is not there is told', () => {
    expect(() => getNote(database, 7)).toThrow('Note 7 was asked for and is not in this database.');
  });

  it('needs a title and cells that occur once', () => {
    expect(noteContentSchema.safeParse({ title: ' ', cells: [] }).success).toBe(false);
    expect(noteContentSchema.safeParse({ title: 'N', cells: [text, text] }).success).toBe(false);
    expect(noteContentSchema.safeParse({ title: 'N', cells: [text, query] }).success).toBe(true);
  });
});

describe('a pinned result', () => {
  const result: QueryResult = {
    columns: [{ name: 'n', type: 'INTEGER' }],
    rows: [['9007199254740993'], [null]],
    truncated: 'rows',
    elapsedMs: 3.4,
  };
  const pin = { cellUid: query.uid, sql: query.source, result, dataVersions: { runs: 4 }, by: 'ada' };

  it('keeps query, rows and the versions of the data; the newest one of a cell is shown', () => {
    const noteId = insertNote(database, { title: 'N', cells: [query] }, 'ada');
    insertNoteResult(database, { ...pin, noteId, result: { ...result, rows: [[1]] } });
    insertNoteResult(database, { ...pin, noteId, by: 'bob' });
    const [shown, ...others] = listNoteResults(database, noteId);
    expect(others).toEqual([]);
    expect(shown).toMatchObject({
      ...result,
      elapsedMs: 3,
      sql: 'SELECT 1',
      dataVersions: { runs: 4 },
      createdBy: 'bob',
      // By sha256sum of the two JSON texts, with a line end between them.
      resultHash: '648329daeb93dbb5dd42d429ff57fbcf02485cf54c60cafbd98782b4e9a3f79b',
    });
  });

  it('needs its cell in the note', () => {
    const noteId = insertNote(database, { title: 'N', cells: [text] }, 'ada');
    expect(() => insertNoteResult(database, { ...pin, noteId })).toThrow('has no such SQL cell');
    expect(() => insertNoteResult(database, { ...pin, noteId, cellUid: text.uid })).toThrow(
      'has no such SQL cell',
    );
  });
});

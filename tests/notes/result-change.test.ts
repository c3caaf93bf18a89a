import { describe, expect, it } from 'vitest';
import { insertNoteResult } from '@/db/notes/note-results';
import { compareNoteVersions, freezeNote } from '@/db/notes/note-versions';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { lineDiff } from '@/lib/domain/line-diff';
import { newNoteCell } from '@/lib/domain/note-content';
import { MOST_ROW_CHANGES, resultChange } from '@/lib/domain/result-change';
import { temporaryDatabase } from '../db/temporary-database';

type Rows = unknown[][];

describe('what changed between two results', () => {
  const columns = [{ name: 'a', type: 'INTEGER' }];
  const change = (before: Rows, after: Rows) =>
    resultChange({ columns, rows: before }, { columns, rows: after });

  it('is told by whole rows where nothing names them', () => {
    expect(change([[1], [2], [2]], [[2], [3], [1]])).toEqual({
      added: 1,
      removed: 1,
      changed: 0,
      columnsDiffer: false,
      isReordered: false,
      rows: [
        { kind: 'removed', before: [2] },
        { kind: 'added', after: [3] },
      ],
      isCut: false,
    });
    expect(change([[1], [2]], [[2], [1]])).toMatchObject({
      added: 0,
      removed: 0,
      isReordered: true,
      rows: [],
    });
    expect(change([[1]], [[1]]).isReordered).toBe(false);
    expect(resultChange({ columns, rows: [] }, { columns: [], rows: [] }).columnsDiffer).toBe(true);
  });

  const layers = [
    { name: 'accuracy', type: 'REAL' },
    { name: 'layer', type: 'TEXT' },
    { name: 'level', type: 'REAL' },
    { name: 'bits', type: 'INTEGER' },
  ];
  const diff = (before: Rows, after: Rows) =>
    resultChange({ columns: layers, rows: before }, { columns: layers, rows: after });

  it('is told value by value where a column names the rows', () => {
    const found = diff(
      [
        [0.9, 'conv1', 0.5, 8],
        [0.8, 'conv2', 0.5, 8],
        [0.7, 'fc', 0.5, 8],
      ],
      [
        [0.9, 'conv1', 0.5, 8],
        [0.85, 'conv2', 0.5, 4],
        [0.6, 'fc2', 0.5, 8],
      ],
    );
    expect(found).toMatchObject({ added: 1, removed: 1, changed: 1 });
    expect(found.rows).toEqual([
      { kind: 'removed', before: [0.7, 'fc', 0.5, 8] },
      { kind: 'changed', before: [0.8, 'conv2', 0.5, 8], after: [0.85, 'conv2', 0.5, 4], columns: [0, 3] },
      { kind: 'added', after: [0.6, 'fc2', 0.5, 8] },
    ]);
  });

  it('takes two columns as the name where one is not enough, and none where rows repeat', () => {
    const rows = (accuracy: number): Rows => [
      [accuracy, 'conv1', 0.5, 4],
      [0.1, 'conv1', 0.5, 8],
      [0.2, 'conv2', 0.5, 4],
    ];
    expect(diff(rows(0.3), rows(0.4))).toMatchObject({ added: 0, removed: 0, changed: 1 });
    const twice = (accuracy: number): Rows => [
      [accuracy, 'conv1', 0.5, 8],
      [0.1, 'conv1', 0.5, 8],
    ];
    expect(diff(twice(0.3), twice(0.4))).toMatchObject({ added: 1, removed: 1, changed: 0 });
  });

  it('lists so many rows, and counts all', () => {
    const rows = Array.from({ length: MOST_ROW_CHANGES + 1 }, (_, index) => [index]);
    expect(change([], rows.slice(1))).toMatchObject({ added: MOST_ROW_CHANGES, isCut: false });
    const found = change([], rows);
    expect(found).toMatchObject({ added: MOST_ROW_CHANGES + 1, isCut: true });
    expect(found.rows).toHaveLength(MOST_ROW_CHANGES);
  });
});

describe('the lines of two texts', () => {
  const marks = (before: string, after: string) =>
    lineDiff(before, after).map(
      ({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`,
    );
  it.each([
    ['a\nb\nc', 'a\nx\nc', [' a', '-b', '+x', ' c']],
    ['a\nb\nc\nd', 'b\nd\ne', ['-a', ' b', '-c', ' d', '+e']],
    ['a', 'a\na', [' a', '+a']],
    ['', 'a', ['-', '+a']],
    ['same', 'same', [' same']],
  ])('%j to %j', (before, after, expected) => expect(marks(before, after)).toEqual(expected));
  it('give both texts back, however long', () => {
    const long = (mark: string) => Array.from({ length: 3_000 }, (_, index) => `${mark}${index}`).join('\n');
    const lines = lineDiff(`top\n${long('a')}`, `top\n${long('b')}`);
    const text = (without: string) =>
      lines
        .filter(({ kind }) => kind !== without)
        .map((line) => line.text)
        .join('\n');
    expect(text('added')).toBe(`top\n${long('a')}`);
    expect(text('removed')).toBe(`top\n${long('b')}`);
  });
});

describe('two states of a note', () => {
  const uid = (letter: string) => letter.repeat(32);
  const text = (letter: string, source: string) => newNoteCell('markdown', uid(letter), source);
  const query = newNoteCell('sql', uid('d'), 'SELECT 1');

  it('are compared by text and by results', () => {
    const db = temporaryDatabase();
    const cells = [text('a', 'one\ntwo'), text('b', 'gone'), text('c', 'stays'), text('f', 'too'), query];
    const noteId = insertNote(db, { title: 'Old', cells }, 'Ada');
    const pin = (value: number) =>
      insertNoteResult(db, {
        noteId,
        cellUid: query.uid,
        sql: query.source,
        result: {
          columns: [
            { name: 'layer', type: 'TEXT' },
            { name: 'n', type: 'INTEGER' },
          ],
          rows: [['fc', value]],
          truncated: false,
          elapsedMs: 1,
        },
        dataVersions: {},
        by: 'Ada',
      });
    pin(1);
    freezeNote(db, { noteId, comment: '', by: 'Ada' });
    const next = [text('a', 'one\n2'), query, text('c', 'stays'), text('f', 'too'), text('e', 'new')];
    saveNote(db, { id: noteId, baseRevision: 1, content: { title: 'New', cells: next }, by: 'Ada' });
    pin(2);
    const found = compareNoteVersions(db, noteId, { version: 1 }, 'now');
    expect(found.title).toEqual({ before: 'Old', after: 'New' });
    expect(found.cells.map(({ uid: one, kind, isMoved }) => [one[0], kind, isMoved])).toEqual([
      ['a', 'changed', false],
      ['b', 'removed', false],
      ['d', 'same', true],
      ['c', 'same', false],
      ['f', 'same', false],
      ['e', 'added', false],
    ]);
    expect(found.cells[0].lines?.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added']);
    expect(found.cells[2].result).toMatchObject({ changed: 1, rows: [{ columns: [1] }] });
    expect(found.cells[2].columns).toHaveLength(2);
    expect(
      compareNoteVersions(db, noteId, { version: 1 }, { version: 1 }).cells.every(
        ({ kind, result }) => kind === 'same' && !result,
      ),
    ).toBe(true);
    expect(() => compareNoteVersions(db, noteId, { version: 1 }, { version: 2 })).toThrow('no version 2');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Schema, validate } from 'jsonschema';
import { beforeEach, describe, expect, it } from 'vitest';
import { contentDisposition } from '@/app/runs/artifacts/attachment';
import type { TrackingDatabase } from '@/db/client';
import type { Cell } from '@/db/console/query-result';
import { raiseDataVersions } from '@/db/data-versions';
import { freezeNote } from '@/db/notes/note-versions';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';
import { everyType, HOSTILE, markdownOf, notebookOf, pin, query, uid } from './file-fixture';

let db: TrackingDatabase;
beforeEach(() => {
  db = temporaryDatabase();
});

describe('an exported file', () => {
  const value: Cell[][] = [
    ['a|b', '9007199254740993'],
    [null, { bytes: 3, hex: '00ff' }],
    ['line\nbreak', 1.5],
  ];

  it('shows results as tables that nothing in them can break', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'N', cells: [cell] }, 'Ada');
    pin(db, { noteId: id, cell: cell, columns: ['x|y', 'n'], rows: value, type: 'INTEGER' });
    expect(markdownOf(db, id)).toContain(
      [
        '| x\\|y | n |',
        '| ---: | ---: |',
        '| a\\|b | 9007199254740993 |',
        "| NULL | x'00ff'… |",
        '| line break | 1.5 |',
        '',
        '3 rows by Ada',
      ].join('\n'),
    );
    pin(db, { noteId: id, cell: cell, columns: ['h'], rows: [['<img src=x onerror=alert(1)>'], ['"&\'']] });
    const [, { outputs }] = JSON.parse(notebookOf(db, id)).cells;
    expect(outputs[0].data['text/html']).toContain('<td>&#60;img src=x onerror=alert(1)&#62;</td>');
    expect(outputs[0].data['text/html']).toContain('<td>&#34;&#38;&#39;</td>');
    expect(markdownOf(db, id)).toContain('&#60;img src=x onerror=alert\\(1\\)&#62;');
  });

  it('has numbers to the right in a notebook too', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'N', cells: [cell] }, 'Ada');
    pin(db, { noteId: id, cell, columns: ['layer', 'n'], rows: [['fc', 1]], type: 'ANY' });
    const [, { outputs }] = JSON.parse(notebookOf(db, id)).cells;
    const right = ' align="right" style="text-align: right"';
    expect(outputs[0].data['text/html']).toContain(`<tr><th>layer</th><th${right}>n</th></tr>`);
    expect(outputs[0].data['text/html']).toContain(`<tr><td>fc</td><td${right}>1</td></tr>`);
  });

  it('shows a chart as an image inside', () => {
    const cell = query(1, 'SELECT 1', 'counts');
    const made = newNoteCell('chart', uid(2), 'Rows');
    const chart = {
      ...made,
      settings: { cellUid: cell.uid, spec: { kind: 'bar' as const, x: 'layer', y: ['n'] } },
    };
    const id = insertNote(db, { title: 'N', cells: [cell, chart] }, 'Ada');
    pin(db, { noteId: id, cell, columns: ['layer', 'n'], rows: [['fc', 1]], type: 'ANY' });
    const image = /!\[Rows\]\(data:image\/svg\+xml;base64,([^)]*)\)/.exec(markdownOf(db, id));
    const svg = Buffer.from(image?.[1] ?? '', 'base64').toString();
    expect(svg).toMatch(/^<svg .*>fc<\/text>.*<\/svg>$/s);
    const [, , { source, attachments }] = JSON.parse(notebookOf(db, id)).cells;
    expect(source).toBe('![Rows](attachment:chart.svg)\n\n`counts`\n\nRows');
    expect(Buffer.from(attachments['chart.svg']['image/svg+xml'], 'base64').toString()).toMatch(/^<svg /);
  });

  it('says how many rows it leaves out', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'N', cells: [cell] }, 'Ada');
    pin(db, { noteId: id, cell, columns: ['n'], rows: Array.from({ length: 1_001 }, (_, index) => [index]) });
    expect(markdownOf(db, id)).toContain('| 999 |\n\n1001 rows by Ada\n\nFIRST 1000');
    expect(markdownOf(db, id)).not.toContain('| 1000 |');
  });

  it('says inside which results are stale (livebook#2420)', () => {
    const cells = [
      query(1, 'SELECT 1', 'one'),
      query(2, 'SELECT 2'),
      query(3, 'SELECT * FROM one'),
      query(4, 'SELECT 4'),
    ];
    const id = insertNote(db, { title: 'N', cells }, 'Ada');
    pin(db, { noteId: id, cell: cells[0], columns: ['n'], rows: [[1]] });
    pin(db, { noteId: id, cell: cells[1], columns: ['n'], rows: [[2]] });
    const fresh = [markdownOf(db, id), notebookOf(db, id)];
    for (const file of fresh) expect(file).toContain('WARNING cell 3, cell 4');
    const edited = [{ ...cells[0], source: 'SELECT 9' } as NoteCell, cells[1]];
    saveNote(db, { id, baseRevision: 1, content: { title: 'N', cells: edited }, by: 'Ada' });
    raiseDataVersions(db.sqlite, ['runs']);
    const markdown = markdownOf(db, id);
    expect(markdown).toContain('> **WARNING one, cell 2**');
    expect(markdown.split('> **EDITED**')).toHaveLength(2);
    expect(markdown.split('> **DATA CHANGED**')).toHaveLength(2);
    const notebook = JSON.parse(notebookOf(db, id));
    expect(notebook.cells[0].source).toContain('WARNING one, cell 2');
    expect(notebook.cells[1].outputs[0].data['text/plain']).toContain('EDITED');
    expect(notebook.cells[2].outputs[0].data['text/html']).toContain('DATA CHANGED');
  });

  it('of a frozen version has its results and no warning, whatever came later', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'Then', cells: [cell] }, 'Ada');
    pin(db, { noteId: id, cell: cell, columns: ['n'], rows: [[1]] });
    const version = freezeNote(db, { noteId: id, comment: '', by: 'Ada' });
    saveNote(db, { id, baseRevision: 1, content: { title: 'Now', cells: [] }, by: 'Ada' });
    raiseDataVersions(db.sqlite, ['runs']);
    const file = markdownOf(db, id, version);
    expect(file).toContain('# Then');
    expect(file).toContain('| 1 |');
    expect(file).not.toContain('WARNING');
    expect(() => markdownOf(db, id, 9)).toThrow('no version 9');
  });

  it.each([
    ['剪枝 研究', "filename*=UTF-8''%E5%89%AA%E6%9E%9D%20%E7%A0%94%E7%A9%B6.md"],
    ['Étude «x»', "filename*=UTF-8''%C3%89tude%20%C2%ABx%C2%BB.md"],
    ['📊', "filename*=UTF-8''%F0%9F%93%8A.md"],
    ['a"b\r\nSet-Cookie: x', 'filename="a_b__Set-Cookie: x.md"'],
  ])('has a name in any script that a header carries (sqlpad#105): %j', (title, expected) => {
    const header = contentDisposition(`${title}.md`);
    expect(header).toContain(expected);
    expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
  });
});

const SCHEMA = join(import.meta.dirname, '../fixtures/nbformat/nbformat.v4.5.schema.json');

it('a notebook is one of nbformat 4.5 by its published schema, with ids that occur once', () => {
  const cells = everyType();
  const id = insertNote(db, { title: 'N', cells }, 'Ada');
  pin(db, { noteId: id, cell: cells[1], columns: ['layer'], rows: [['fc']] });
  const file = notebookOf(db, id);
  const notebook = JSON.parse(file) as { cells: { id: string; cell_type: string }[] };
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Schema;
  const faultsOf = (value: unknown) => validate(value, schema).errors.map(String);
  expect(faultsOf(notebook)).toEqual([]);
  // The schema is really asked.
  const [head, ...others] = notebook.cells;
  expect(faultsOf({ ...notebook, cells: [{ ...head, id: 'not an id' }, ...others] })).not.toEqual([]);
  expect(faultsOf({ ...notebook, cells: [{ ...head, outputs: [] }, ...others] })).not.toEqual([]);
  const ids = notebook.cells.map((cell) => cell.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(notebook.cells.filter(({ cell_type }) => cell_type === 'code')).toHaveLength(1 + HOSTILE.length);
});

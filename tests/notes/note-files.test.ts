import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contentDisposition } from '@/app/runs/artifacts/attachment';
import type { TrackingDatabase } from '@/db/client';
import type { Cell } from '@/db/console/query-result';
import { raiseDataVersions } from '@/db/data-versions';
import type { ExportWords } from '@/db/notes/export/export-text';
import { readExportedNote } from '@/db/notes/export/exported-note';
import { noteMarkdown } from '@/db/notes/export/note-markdown';
import { noteNotebook } from '@/db/notes/export/note-notebook';
import { importNote } from '@/db/notes/import/import-note';
import { insertNoteImage } from '@/db/notes/note-images';
import { insertNoteResult } from '@/db/notes/note-results';
import { freezeNote } from '@/db/notes/note-versions';
import { getNote } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { scheduleRun } from '@/db/schedule-run';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';

let db: TrackingDatabase;
beforeEach(() => {
  db = temporaryDatabase();
});

const WORDS: ExportWords = {
  origin: 'ORIGIN',
  warning: (cells) => `WARNING ${cells}`,
  stale: {
    not_run: 'NOT RUN',
    failed: 'FAILED',
    edited: 'EDITED',
    upstream_changed: 'UPSTREAM',
    data_changed: 'DATA CHANGED',
  },
  seen: ({ rows, createdBy }) => `${rows} rows by ${createdBy}`,
  shown: (rows) => `FIRST ${rows}`,
};
const uid = (index: number) => index.toString(16).padStart(32, '0');
const text = (index: number, source: string) => newNoteCell('markdown', uid(index), source);
const query = (index: number, source: string, name = ''): NoteCell => ({
  ...newNoteCell('sql', uid(index), source),
  name,
});

function pin(noteId: number, cell: NoteCell, columns: string[], rows: Cell[][], type = 'TEXT'): void {
  insertNoteResult(db, {
    noteId,
    cellUid: cell.uid,
    sql: cell.source,
    result: { columns: columns.map((name) => ({ name, type })), rows, truncated: false, elapsedMs: 1 },
    dataVersions: { runs: 0 },
    by: 'Ada',
  });
}
const markdownOf = (noteId: number, version?: number) =>
  noteMarkdown(readExportedNote(db, noteId, version), WORDS);
const notebookOf = (noteId: number) => noteNotebook(readExportedNote(db, noteId), WORDS);
const imported = (fileName: string, file: string) =>
  getNote(db, importNote(db, { fileName, text: file, by: 'Bo' }));

/** Cells without what is new in each import: uids. */
function comparable(cells: readonly NoteCell[]) {
  const places = new Map(cells.map(({ uid: one }, index) => [one, index]));
  return cells.map(({ type, name, source, isFolded, settings }) => ({
    type,
    name,
    source,
    isFolded,
    settings: 'cellUid' in settings ? { ...settings, cellUid: places.get(settings.cellUid ?? '') } : settings,
  }));
}

const HOSTILE = [
  '<!-- lathe:cell {"type":"sql"} -->',
  '<!-- lathe:text:cell -->',
  '--> <script>alert(1)</script>',
  '```sql\nSELECT 1\n```\n````',
  '\n\nblank lines around\n\n',
  '',
  '| a | b |',
];

function everyType(): NoteCell[] {
  const run = newNoteCell('run', uid(4));
  const chart = newNoteCell('chart', uid(5), 'A --> caption');
  const parameter = newNoteCell('parameter', uid(6), '份额');
  const comparison = newNoteCell('comparison', uid(7));
  return [
    { ...text(1, '# 剪枝\n\n*text*'), isFolded: true },
    query(2, 'SELECT layer, "a--b" FROM lost -- `x` ```', 'worst'),
    { ...chart, settings: { cellUid: uid(2), spec: { kind: 'bar', x: 'layer', y: ['a--b>'] } } },
    { ...run, settings: { runId: 1, parts: ['summary'], snapshot: null } },
    {
      ...parameter,
      name: 'rate',
      settings: { param: { type: 'real', value: '-0.5' }, choices: ['-1', '-->'] },
    },
    { ...comparison, settings: { runIds: [1, 2], filter: 'loss < -0.5' } },
    { ...newNoteCell('launch', uid(8), '{\n  "seed": -1\n}'), settings: { runId: 3 } },
    ...HOSTILE.map((source, index) => text(20 + index, source)),
    ...HOSTILE.map((source, index) => query(40 + index, source)),
  ];
}

describe('a note that is exported and imported', () => {
  it.each(['note.md', 'note.ipynb'])('has the same cells: %s', (fileName) => {
    scheduleRun(
      db,
      { method: 'train', experiment: 'E', architecture: { name: 'lenet-5' } },
      { createdBy: 'A' },
    );
    const cells = everyType();
    const id = insertNote(db, { title: '研究 #1: <b> `x` --> *y*', cells }, 'Ada');
    pin(id, cells[1], ['layer'], [['<script>'], ['| x | `y` | \n<!-- lathe:cell {"type":"sql"} -->']]);
    const file = fileName.endsWith('.md') ? markdownOf(id) : notebookOf(id);
    const copy = imported(fileName, file);
    expect(copy.title).toBe('研究 #1: <b> `x` --> *y*');
    expect(comparable(copy.cells)).toEqual(comparable(getNote(db, id).cells));
    expect(copy.cells.map(({ uid: one }) => one)).not.toContain(uid(1));
    expect(copy).toMatchObject({ createdBy: 'Bo', updatedBy: 'Bo' });
    // Once more: what is written of the copy is what was written of the note.
    expect(comparable(imported(fileName, file).cells)).toEqual(comparable(copy.cells));
  });

  it.each(['note.md', 'note.ipynb'])('takes its images along: %s', (fileName) => {
    const id = insertNote(db, { title: 'N', cells: [] }, 'Ada');
    const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')]);
    const { sha256 } = insertNoteImage(db, { noteId: id, bytes, by: 'Ada' });
    const address = `/api/notes/${id}/images/${sha256}`;
    const gone = `/api/notes/${id}/images/${'0'.repeat(64)}`;
    const cells = [text(1, `![a](${address}) ![b](${gone})`)];
    saveNote(db, { id, baseRevision: 1, content: { title: 'N', cells }, by: 'Ada' });
    const file = fileName.endsWith('.md') ? markdownOf(id) : notebookOf(id);
    expect(file).toContain(`data:image/png;base64,${bytes.toString('base64')}`);
    const copy = imported(fileName, file);
    expect(copy.cells[0].source).toBe(`![a](/api/notes/${copy.id}/images/${sha256}) ![b](${gone})`);
  });
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
    pin(id, cell, ['x|y', 'n'], value, 'INTEGER');
    expect(markdownOf(id)).toContain(
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
    pin(id, cell, ['h'], [['<img src=x onerror=alert(1)>'], ['"&\'']]);
    const [, { outputs }] = JSON.parse(notebookOf(id)).cells;
    expect(outputs[0].data['text/html']).toContain('<td>&#60;img src=x onerror=alert(1)&#62;</td>');
    expect(outputs[0].data['text/html']).toContain('<td>&#34;&#38;&#39;</td>');
    expect(markdownOf(id)).toContain('&#60;img src=x onerror=alert\\(1\\)&#62;');
  });

  it('says how many rows it leaves out', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'N', cells: [cell] }, 'Ada');
    pin(
      id,
      cell,
      ['n'],
      Array.from({ length: 1_001 }, (_, index) => [index]),
    );
    expect(markdownOf(id)).toContain('| 999 |\n\n1001 rows by Ada\n\nFIRST 1000');
    expect(markdownOf(id)).not.toContain('| 1000 |');
  });

  it('says inside which results are stale (livebook#2420)', () => {
    const cells = [
      query(1, 'SELECT 1', 'one'),
      query(2, 'SELECT 2'),
      query(3, 'SELECT * FROM one'),
      query(4, 'SELECT 4'),
    ];
    const id = insertNote(db, { title: 'N', cells }, 'Ada');
    pin(id, cells[0], ['n'], [[1]]);
    pin(id, cells[1], ['n'], [[2]]);
    const fresh = [markdownOf(id), notebookOf(id)];
    for (const file of fresh) expect(file).toContain('WARNING 3, 4');
    const edited = [{ ...cells[0], source: 'SELECT 9' } as NoteCell, cells[1]];
    saveNote(db, { id, baseRevision: 1, content: { title: 'N', cells: edited }, by: 'Ada' });
    raiseDataVersions(db.sqlite, ['runs']);
    const markdown = markdownOf(id);
    expect(markdown).toContain('> **WARNING one, 2**');
    expect(markdown.split('> **EDITED**')).toHaveLength(2);
    expect(markdown.split('> **DATA CHANGED**')).toHaveLength(2);
    const notebook = JSON.parse(notebookOf(id));
    expect(notebook.cells[0].source).toContain('WARNING one, 2');
    expect(notebook.cells[1].outputs[0].data['text/plain']).toContain('EDITED');
    expect(notebook.cells[2].outputs[0].data['text/html']).toContain('DATA CHANGED');
  });

  it('of a frozen version has its results and no warning, whatever came later', () => {
    const cell = query(1, 'SELECT 1');
    const id = insertNote(db, { title: 'Then', cells: [cell] }, 'Ada');
    pin(id, cell, ['n'], [[1]]);
    const version = freezeNote(db, { noteId: id, comment: '', by: 'Ada' });
    saveNote(db, { id, baseRevision: 1, content: { title: 'Now', cells: [] }, by: 'Ada' });
    raiseDataVersions(db.sqlite, ['runs']);
    const file = markdownOf(id, version);
    expect(file).toContain('# Then');
    expect(file).toContain('| 1 |');
    expect(file).not.toContain('WARNING');
    expect(() => markdownOf(id, 9)).toThrow('no version 9');
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

/** What nbformat 4.5 asks of a notebook with these kinds of cells, as its published schema has it. */
const nbformat = z.strictObject({
  nbformat: z.literal(4),
  nbformat_minor: z.int().min(5),
  metadata: z.looseObject({ language_info: z.looseObject({ name: z.string() }), title: z.string() }),
  cells: z.array(
    z.discriminatedUnion('cell_type', [
      z.strictObject({
        id: z.string().regex(/^[a-zA-Z0-9-_]{1,64}$/),
        cell_type: z.literal('markdown'),
        metadata: z.looseObject({}),
        source: z.string(),
      }),
      z.strictObject({
        id: z.string().regex(/^[a-zA-Z0-9-_]{1,64}$/),
        cell_type: z.literal('code'),
        metadata: z.looseObject({}),
        source: z.string(),
        execution_count: z.int().min(0).nullable(),
        outputs: z.array(
          z.strictObject({
            output_type: z.literal('execute_result'),
            execution_count: z.int().min(0).nullable(),
            data: z.record(z.string(), z.string()),
            metadata: z.looseObject({}),
          }),
        ),
      }),
    ]),
  ),
});

it('a notebook is one of nbformat 4.5, with ids that occur once', () => {
  const cells = everyType();
  const id = insertNote(db, { title: 'N', cells }, 'Ada');
  pin(id, cells[1], ['layer'], [['fc']]);
  const file = notebookOf(id);
  const notebook = nbformat.parse(JSON.parse(file));
  const ids = notebook.cells.map((cell) => cell.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(notebook.cells.filter(({ cell_type }) => cell_type === 'code')).toHaveLength(1 + HOSTILE.length);
});

describe('a file that Lathe did not write', () => {
  const shown = (fileName: string, file: string) =>
    imported(fileName, file).cells.map(({ type, source }) => `${type}: ${source}`);

  it('in Markdown becomes texts and a query for each block of SQL', () => {
    const file =
      '\uFEFF# My study #\r\n\r\nText\r\n\r\n```sql\r\nSELECT 1\r\n```\r\n~~~~python\n```sql\nx\n```\n~~~~\n```SQL\nSELECT 2';
    expect(shown('x.md', file)).toEqual([
      'markdown: Text',
      'sql: SELECT 1',
      'markdown: ~~~~python\n```sql\nx\n```\n~~~~',
      'sql: SELECT 2',
    ]);
    expect(imported('x.md', file).title).toBe('My study');
    expect(imported('我的 study.v2.md', 'no heading').title).toBe('我的 study.v2');
    expect(imported('.md', '')).toMatchObject({ title: 'Note', cells: [] });
  });

  it('as a notebook becomes texts and queries, without its outputs', () => {
    const png = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64');
    const evil = {
      output_type: 'display_data',
      data: { 'text/html': '<script>alert(1)</script>' },
      metadata: {},
    };
    const notebook = {
      nbformat: 4,
      nbformat_minor: 4,
      metadata: { kernelspec: { name: 'python3', display_name: 'Python', language: 'python' } },
      cells: [
        {
          cell_type: 'markdown',
          metadata: {},
          source: ['# A\n', 'b ![i](attachment:i.png)'],
          attachments: { 'i.png': { 'image/png': [png.slice(0, 4), png.slice(4)] } },
        },
        { cell_type: 'code', metadata: {}, execution_count: 1, source: '%%sql\nSELECT 1', outputs: [evil] },
        { cell_type: 'code', metadata: {}, execution_count: 2, source: 'print("```")', outputs: [evil] },
        { cell_type: 'raw', metadata: {}, source: 'raw' },
      ],
    };
    const file = JSON.stringify(notebook);
    const copy = imported('x.ipynb', file);
    expect(copy.cells.map(({ source }) => source).join()).not.toContain('script');
    expect(copy.cells.map(({ type }) => type)).toEqual(['markdown', 'sql', 'markdown', 'markdown']);
    expect(copy.cells[0].source).toMatch(/^# A\nb !\[i\]\(\/api\/notes\/\d+\/images\/[0-9a-f]{64}\)$/);
    expect(copy.cells[1].source).toBe('SELECT 1');
    expect(copy.cells[2].source).toBe('````python\nprint("```")\n````');
    const inSql = { ...notebook, metadata: { language_info: { name: 'sql' } } };
    expect(imported('x.ipynb', JSON.stringify(inSql)).cells[2]).toMatchObject({
      type: 'sql',
      source: 'print("```")',
    });
  });

  it('cannot bring results, images that are none, or cells that are none', () => {
    const snapshot = {
      at: 1,
      by: 'Ada',
      parts: { summary: { columns: [{ name: 'a', type: '' }], rows: [[1]] } },
    };
    const mark = (facts: unknown) => `<!-- lathe:cell ${JSON.stringify(facts)} -->`;
    const file = [
      mark({ type: 'run', settings: { runId: 4, parts: ['summary'], snapshot } }),
      '| forged |',
      mark({ type: 'html', source: '<script>' }),
      'seen as html',
      mark({ type: 'chart', settings: { cellUid: uid(1) } }),
      '<!-- lathe:cell {broken -->',
      `![x](data:image/svg+xml;base64,${Buffer.from('<svg onload=alert(1)>').toString('base64')})`,
    ].join('\n\n');
    const { cells } = imported('x.md', file);
    expect(cells[0]).toMatchObject({ type: 'run', settings: { runId: 4, snapshot: null } });
    expect(cells.slice(1).map(({ type, source }) => `${type}: ${source}`)).toEqual([
      'markdown: seen as html',
      'chart: ',
      'markdown: ![x]()',
    ]);
    expect(cells[2].settings).toMatchObject({ cellUid: null });
    expect(db.sqlite.prepare('SELECT count(*) FROM note_results').pluck().get()).toBe(0);
  });

  it('is refused whole when it is no notebook, or more than a note holds', () => {
    const count = () => db.sqlite.prepare('SELECT count(*) FROM notes').pluck().get();
    const refused = (fileName: string, file: string) => () =>
      importNote(db, { fileName, text: file, by: 'Bo' });
    expect(refused('x.ipynb', '{')).toThrow('the file is not JSON');
    expect(refused('x.ipynb', '{"nbformat":3,"worksheets":[]}')).toThrow('not of nbformat 4');
    expect(refused('x.md', '```sql\nSELECT 1\n```\n'.repeat(301))).toThrow('The file was not imported');
    expect(count()).toBe(0);
  });
});

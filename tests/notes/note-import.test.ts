import { beforeEach, describe, expect, it } from 'vitest';
import type { TrackingDatabase } from '@/db/client';
import { importNote } from '@/db/notes/import/import-note';
import { insertNoteImage } from '@/db/notes/note-images';
import { getNote } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { scheduleRun } from '@/db/schedule-run';
import type { NoteCell } from '@/lib/domain/note-content';
import { temporaryDatabase } from '../db/temporary-database';
import { everyType, markdownOf, notebookOf, pin, text, uid } from './file-fixture';

let db: TrackingDatabase;
beforeEach(() => {
  db = temporaryDatabase();
});

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

describe('a note that is exported and imported', () => {
  it.each(['note.md', 'note.ipynb'])('has the same cells: %s', (fileName) => {
    scheduleRun(
      db,
      { method: 'train', experiment: 'E', architecture: { name: 'lenet-5' } },
      { createdBy: 'A' },
    );
    const cells = everyType();
    const id = insertNote(db, { title: '研究 #1: <b> `x` --> *y*', cells }, 'Ada');
    pin(db, {
      noteId: id,
      cell: cells[1],
      columns: ['layer'],
      rows: [['<script>'], ['| x | `y` | \n<!-- lathe:cell {"type":"sql"} -->']],
    });
    const file = fileName.endsWith('.md') ? markdownOf(db, id) : notebookOf(db, id);
    const copy = imported(fileName, file);
    expect(copy.title).toBe('研究 #1: <b> `x` --> *y*');
    expect(comparable(copy.cells)).toEqual(comparable(getNote(db, id).cells));
    expect(copy.cells.map(({ uid: one }) => one)).not.toContain(uid(1));
    expect(copy).toMatchObject({ createdBy: 'Bo', updatedBy: 'Bo', revision: 1 });
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
    const file = fileName.endsWith('.md') ? markdownOf(db, id) : notebookOf(db, id);
    expect(file).toContain(`data:image/png;base64,${bytes.toString('base64')}`);
    const copy = imported(fileName, file);
    expect(copy.cells[0].source).toBe(`![a](/api/notes/${copy.id}/images/${sha256}) ![b](${gone})`);
  });
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
    const marked = '# **Pruning** of [`fc_1_a`](https://a.org) and __more__ \\*\n\nText';
    expect(imported('x.md', marked).title).toBe('Pruning of fc_1_a and more *');
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
    expect(copy.title).toBe('A');
    expect(copy.cells[0].source).toMatch(/^b !\[i\]\(\/api\/notes\/\d+\/images\/[0-9a-f]{64}\)$/);
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
    expect(refused('x.md', '\uFFFDPNG\r\n\0')).toThrow('no text in UTF-8');
    expect(count()).toBe(0);
  });
});

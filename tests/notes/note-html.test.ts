import { beforeEach, expect, it } from 'vitest';
import { noteCharts } from '@/app/notes/html-export/chart-svg';
import { noteHtml } from '@/app/notes/html-export/note-html';
import { PALETTE } from '@/app/theme/palette';
import type { TrackingDatabase } from '@/db/client';
import { raiseDataVersions } from '@/db/data-versions';
import { factTable, markdownTable } from '@/db/notes/export/export-text';
import { readExportedNote } from '@/db/notes/export/exported-note';
import { insertNoteImage } from '@/db/notes/note-images';
import { freezeNote } from '@/db/notes/note-versions';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { type NoteCell, type NoteCellOf, newNoteCell } from '@/lib/domain/note-content';
import { recordExperiment } from '../app/fixture';
import { temporaryDatabase } from '../db/temporary-database';
import { everyType, markdownOf, notebookOf, pin, query, text, uid, WORDS } from './file-fixture';

let db: TrackingDatabase;
beforeEach(() => {
  db = temporaryDatabase();
});

const fileOf = (id: number, version?: number) => {
  const note = readExportedNote(db, id, version);
  return noteHtml(note, {
    words: WORDS,
    charts: noteCharts(note, 'rows'),
    language: 'en',
    origin: 'http://lathe.test',
  });
};

it('holds results, charts, formulas, images and the text of folded cells, and nothing that is fetched', () => {
  const id = insertNote(db, { title: 'A & <b>', cells: [] }, 'Ada');
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const { sha256 } = insertNoteImage(db, { noteId: id, bytes: png, by: 'Ada' });
  const chart = newNoteCell('chart', uid(3), 'Caption');
  const cells = [
    {
      ...text(
        1,
        `$x^2$ ![ours](/api/notes/${id}/images/${sha256}) ![theirs](https://example.org/a.png) #run 7`,
      ),
      isFolded: true,
    },
    query(2, 'SELECT layer, n FROM t'),
    { ...chart, settings: { cellUid: uid(2), spec: { kind: 'bar' as const, x: 'layer', y: ['n'] } } },
  ];
  saveNote(db, { id, baseRevision: 1, content: { title: 'A & <b>', cells }, by: 'Ada' });
  const rows = [
    ['<script>alert(1)</script>', 1],
    ['fc', 2],
  ];
  pin(db, { noteId: id, cell: cells[1], columns: ['layer', 'n'], rows, type: 'INTEGER' });
  const html = fileOf(id);
  expect(html).toContain('<title>A &#38; &#60;b&#62;</title>');
  expect(html).toContain('<msup><mi>x</mi><mn>2</mn></msup>');
  expect(html).not.toContain('katex-html');
  expect(html).toContain(`<img src="data:image/png;base64,${png.toString('base64')}" alt="ours">`);
  expect(html).toContain('<img alt="theirs">');
  expect(html).toContain('<a href="http://lathe.test/runs/7"');
  expect(html).toContain('<td class="number">fc</td><td class="number">2</td>');
  expect(html).toContain('2 rows by Ada');
  // Two bars, and the names of both below them.
  expect(html.match(/ecmeta_data_index="\d"/g)).toEqual(['ecmeta_data_index="0"', 'ecmeta_data_index="1"']);
  expect(html).toContain('>&lt;script&gt;alert(1)&lt;/script&gt;</text>');
  expect(html).toContain('<p>Caption</p>');
  expect(html).not.toMatch(/<script|<link|@import|url\(|src="http/);
});

it('says inside which results are stale, a frozen version never', () => {
  const cells = [query(1, 'SELECT 1', 'one'), query(2, 'SELECT 2')];
  const id = insertNote(db, { title: 'N', cells: [cells[0]] }, 'Ada');
  pin(db, { noteId: id, cell: cells[0], columns: ['n'], rows: [[1]] });
  const version = freezeNote(db, { noteId: id, comment: '', by: 'Ada' });
  saveNote(db, { id, baseRevision: 1, content: { title: 'N', cells }, by: 'Ada' });
  expect(fileOf(id)).toContain('<p class="stale">WARNING cell 2</p>');
  raiseDataVersions(db.sqlite, ['runs']);
  const html = fileOf(id);
  expect(html).toContain('<p class="stale">WARNING one, cell 2</p>');
  expect(html).toContain('<p class="stale">DATA CHANGED</p>');
  expect(html).toContain('<p class="stale">NOT RUN</p>');
  expect(fileOf(id, version)).not.toContain('class="stale"');
});

it('draws the curves of a run as its page does: train and validation of one quantity in one chart', () => {
  const { runs } = recordExperiment(db, 'starter', 'Ada');
  const made = newNoteCell('run', uid(1));
  const cell = {
    ...made,
    settings: { ...made.settings, runId: runs.get('lenet-5') as number, parts: ['curves' as const] },
  };
  const html = fileOf(insertNote(db, { title: 'N', cells: [cell] }, 'Ada'));
  const charts = html.match(/<svg.*?<\/svg>/gs) ?? [];
  const loss = charts.filter((svg) => svg.includes('train/loss'));
  expect(loss).toHaveLength(1);
  expect(loss[0]).toContain('validation/loss');
});

it('has footnotes of one number in two cells apart', () => {
  const notes = [text(1, 'a[^1]\n\n[^1]: A'), text(2, 'b[^1]\n\n[^1]: B')];
  const html = fileOf(insertNote(db, { title: 'N', cells: notes }, 'Ada'));
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids).toContain(`cell-${uid(2)}-user-content-fn-1`);
  expect(html).toContain(`href="#cell-${uid(2)}-user-content-fn-1"`);
  expect(new Set(ids).size).toBe(ids.length);
});

it('shows cells of every type, with hostile texts as text', () => {
  const id = insertNote(db, { title: 'N', cells: everyType() }, 'Ada');
  const html = fileOf(id);
  expect(html).toContain('<code>:rate</code> = -0.5');
  expect(html).not.toMatch(/<script>alert/);
  expect(html.match(/<section id="cell-/g)).toHaveLength(everyType().length);
});

it('shows the runs of a comparison as a table and by accuracy and size, in all formats; a filter finds its own', () => {
  const { runs } = recordExperiment(db, 'starter', 'Ada');
  const ids = ['lenet-5', 'lenet-5 int8'].map((name) => runs.get(name) as number);
  const cell = (index: number, settings: Partial<NoteCellOf<'comparison'>['settings']>) => {
    const made = newNoteCell('comparison', uid(index));
    return { ...made, settings: { ...made.settings, ...settings } };
  };
  const noteOf = (...cells: NoteCell[]) => insertNote(db, { title: 'N', cells }, 'Ada');
  const chosen = noteOf(cell(1, { runIds: ids }));
  const html = fileOf(chosen);
  expect(html).toContain(`<td class="number">${ids[0]}</td><td>lenet-5</td><td>finished</td>`);
  expect(html).toContain(`<td class="number">${ids[1]}</td><td>lenet-5 int8</td>`);
  // The runs by name, and the front.
  for (const [index, id] of ids.entries())
    expect(html).toMatch(new RegExp(`>#${id}${index === 1 ? ' lenet-5 int8' : '( lenet-5)?'}</text>`));
  expect(html).toContain(`stroke="${PALETTE.light.accent}"`);
  expect(html).toContain(`<a href="http://lathe.test/runs/${ids[1]}"`);
  expect(markdownOf(db, chosen)).toContain(`| ${ids[1]} | lenet\\-5 int8 | finished |`);
  expect(notebookOf(db, chosen)).toContain('lenet\\\\-5 int8 | finished');

  const quantized = fileOf(noteOf(cell(2, { filter: "method = 'quantize'" })));
  expect(quantized.match(/<td>finished<\/td>/g)).toHaveLength(3);
  // A filter that cannot be read costs its table alone.
  expect(fileOf(noteOf(text(3, 'Words'), cell(4, { filter: 'method =' })))).toContain('<p>Words</p>');
});

it('facts have six digits and stand to the right where all are numbers; results keep their digits', () => {
  const columns = [{ name: 'fact', type: 'ANY' }];
  const facts = factTable({ columns, rows: [[0.019000000000000017], [null], [1_234_567]] });
  expect(facts.rows).toEqual([[0.019], [''], [1_234_567]]);
  expect(markdownTable(facts)).toBe('| fact |\n| ---: |\n| 0.019 |\n|   |\n| 1234567 |');
  expect(markdownTable({ columns, rows: [[0.1], ['a']] })).toContain('| --- |');
  expect(markdownTable({ columns, rows: [[0.019000000000000017]] })).toContain('0.019000000000000017');
});

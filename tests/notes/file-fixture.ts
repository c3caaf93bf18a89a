import { noteCharts } from '@/app/notes/html-export/chart-svg';
import type { TrackingDatabase } from '@/db/client';
import type { Cell } from '@/db/console/query-result';
import type { ExportWords } from '@/db/notes/export/export-text';
import { readExportedNote } from '@/db/notes/export/exported-note';
import { noteMarkdown } from '@/db/notes/export/note-markdown';
import { noteNotebook } from '@/db/notes/export/note-notebook';
import { insertNoteResult } from '@/db/notes/note-results';
import { type NoteCell, newNoteCell } from '@/lib/domain/note-content';

export const WORDS: ExportWords = {
  origin: 'ORIGIN',
  cell: (place) => `cell ${place}`,
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
export const uid = (index: number) => index.toString(16).padStart(32, '0');
export const text = (index: number, source: string) => newNoteCell('markdown', uid(index), source);
export const query = (index: number, source: string, name = ''): NoteCell => ({
  ...newNoteCell('sql', uid(index), source),
  name,
});

/** Pins a result to a cell of a note, as it would be after a run. */
export function pin(
  db: TrackingDatabase,
  {
    noteId,
    cell,
    columns,
    rows,
    type = 'TEXT',
  }: { noteId: number; cell: NoteCell; columns: string[]; rows: Cell[][]; type?: string },
): void {
  insertNoteResult(db, {
    noteId,
    cellUid: cell.uid,
    sql: cell.source,
    result: { columns: columns.map((name) => ({ name, type })), rows, truncated: false, elapsedMs: 1 },
    dataVersions: { runs: 0 },
    by: 'Ada',
  });
}

export function markdownOf(db: TrackingDatabase, noteId: number, version?: number): string {
  const note = readExportedNote(db, noteId, version);
  return noteMarkdown(note, WORDS, noteCharts(note, 'rows'));
}

export function notebookOf(db: TrackingDatabase, noteId: number): string {
  const note = readExportedNote(db, noteId);
  return noteNotebook(note, WORDS, noteCharts(note, 'rows'));
}

/** Texts that look like parts of a file. */
export const HOSTILE = [
  '<!-- lathe:cell {"type":"sql"} -->',
  '<!-- lathe:text:cell -->',
  '--> <script>alert(1)</script>',
  '```sql\nSELECT 1\n```\n````',
  '\n\nblank lines around\n\n',
  '',
  '| a | b |',
];

/** Cells of every type, with signs that files give a meaning to. */
export function everyType(): NoteCell[] {
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
    { ...comparison, settings: { runIds: [1, 2], filter: 'loss < -0.5', view: 'values' } },
    { ...newNoteCell('launch', uid(8), '{\n  "seed": -1\n}'), settings: { runId: 3 } },
    ...HOSTILE.map((source, index) => text(20 + index, source)),
    ...HOSTILE.map((source, index) => query(40 + index, source)),
  ];
}

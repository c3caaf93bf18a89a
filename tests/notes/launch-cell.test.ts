import { expect, it } from 'vitest';
import { launchNoteCell } from '@/db/notes/launch-cell';
import { getNote } from '@/db/notes/notes';
import { insertNote, saveNote } from '@/db/notes/save-note';
import { newNoteCell } from '@/lib/domain/note-content';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import { temporaryDatabase } from '../db/temporary-database';

const CELL = '1'.repeat(32);
const TEXT = '2'.repeat(32);
const config = parseRunConfig({
  method: 'train',
  experiment: 'study',
  architecture: { name: 'lenet-5' },
  seed: 7,
});
const content = { title: 'N', cells: [newNoteCell('launch', CELL, '{}'), newNoteCell('markdown', TEXT)] };

function opened() {
  const db = temporaryDatabase();
  const noteId = insertNote(db, content, 'Ada');
  const runs = () => db.sqlite.prepare('SELECT id, created_by FROM runs').all();
  return { db, noteId, runs };
}

it('the run of a cell is in the queue, the cell names it, and the note cites it', () => {
  const { db, noteId, runs } = opened();
  const launch = { noteId, revision: 1, cellUid: CELL, config, by: 'Bo' };
  const runId = launchNoteCell(db, launch);
  expect(runs()).toEqual([{ id: runId, created_by: 'Bo' }]);
  const note = getNote(db, noteId);
  expect([note.revision, note.updatedBy]).toEqual([2, 'Bo']);
  expect(note.cells[0].settings).toEqual({ runId });
  expect(db.sqlite.prepare('SELECT kind, ref_id FROM note_refs WHERE note_id = ?').all(noteId)).toEqual([
    { kind: 'run', ref_id: runId },
  ]);
});

it('nothing is launched for a note that was saved since, is in the trash, or has no such cell', () => {
  const { db, noteId, runs } = opened();
  const launch = { noteId, revision: 1, cellUid: CELL, config, by: 'Bo' };
  expect(() => launchNoteCell(db, { ...launch, cellUid: TEXT })).toThrow('no such launch cell');
  saveNote(db, { id: noteId, baseRevision: 1, content: { ...content, title: 'Other' }, by: 'Ada' });
  expect(() => launchNoteCell(db, launch)).toThrow('Ada has saved revision 2 since');
  db.sqlite.prepare("UPDATE notes SET deleted_at = 1, deleted_by = 'Ada' WHERE id = ?").run(noteId);
  expect(() => launchNoteCell(db, { ...launch, revision: 2 })).toThrow('trash');
  expect(runs()).toEqual([]);
  expect(getNote(db, noteId).revision).toBe(2);
});

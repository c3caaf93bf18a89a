import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTrackingDatabase } from '@/db/client';
import { findNoteDraft } from '@/db/notes/note-drafts';
import { getNote, getNoteRevision } from '@/db/notes/notes';
import { insertNote } from '@/db/notes/save-note';
import { isSameCell } from '@/lib/domain/note-content';
import { type BuiltProgram, buildProgram } from '../build-program';
import { temporaryDatabase } from '../db/temporary-database';
import { loopContent, QUERY_UID, TEXT_UID } from './loop-content';

const ROUNDS = 50;

let program: BuiltProgram;
beforeAll(async () => {
  program = await buildProgram('save-loop', 'tests/notes');
});
afterAll(() => program.remove());

/** Lets the loop save for so many milliseconds after its first save, kills it, and gives what it wrote down. */
async function killedAfter(dataDir: string, noteId: number, milliseconds: number): Promise<number[]> {
  const child = spawn(process.execPath, [program.path, dataDir, String(noteId)]);
  let output = '';
  let faults = '';
  child.stderr.on('data', (text) => {
    faults += text;
  });
  child.stdout.on('data', (text) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
    output += text;
  });
  await once(child, 'close');
  expect(faults).toBe('');
  expect(child.signalCode).toBe('SIGKILL');
  // A line that was cut is no word of a save.
  return output.split('\n').slice(0, -1).map(Number);
}

it(`each save that was answered is there, whole, after ${ROUNDS} kills at random moments`, {
  timeout: 180_000,
}, async () => {
  const { dataDir, ...db } = temporaryDatabase();
  const noteId = insertNote({ dataDir, ...db }, loopContent(1), 'Ada');
  let answered = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const saved = await killedAfter(dataDir, noteId, Math.random() * 40);
    // Opened anew, as a server that is started again does it.
    const now = openTrackingDatabase(dataDir);
    try {
      const { sqlite } = now;
      const note = getNote(now, noteId);
      // The kill may fall between a save and its answer, which is the only one that may be there unanswered.
      expect(saved[0] - answered).toBeLessThanOrEqual(2);
      answered = saved.at(-1) ?? answered;
      expect([answered, answered + 1]).toContain(note.revision);
      for (const revision of [...saved, note.revision]) {
        const stored = getNoteRevision(now, noteId, revision);
        expect({ title: stored.title, cells: stored.cells }).toEqual(loopContent(revision));
      }
      const content = loopContent(note.revision);
      expect(note.title).toBe(content.title);
      expect(note.cells.every((cell, index) => isSameCell(cell, content.cells[index]))).toBe(true);
      const column = (sql: string) => sqlite.prepare(sql).pluck();
      expect(column('SELECT revision FROM note_revisions ORDER BY revision').all()).toEqual(
        Array.from({ length: note.revision }, (_, index) => index + 1),
      );
      expect(column('SELECT ref_id FROM note_refs WHERE cell_uid = ?').all(TEXT_UID)).toEqual([
        note.revision,
      ]);
      expect(column('SELECT title FROM search_documents WHERE kind = ?').get('note')).toBe(content.title);
      const pinned = Number(
        column('SELECT max(ref_id) FROM note_refs WHERE cell_uid = ?').get(QUERY_UID) ?? 0,
      );
      // Each but the last was pinned before the next was saved.
      expect(pinned).toBeGreaterThanOrEqual(saved.at(-2) ?? 0);
      const draft = findNoteDraft(now, { noteId, owner: 'loop' });
      expect([undefined, loopContent(note.revision + 1).title]).toContain(draft?.content.title);
      sqlite.exec("INSERT INTO search_index (search_index) VALUES ('integrity-check')");
      expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    } finally {
      now.close();
    }
  }
  expect(answered).toBeGreaterThan(ROUNDS);
});

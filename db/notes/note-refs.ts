import type Database from 'better-sqlite3';
import type { NoteCell } from '@/lib/domain/note-content';
import { refsOf, refsOfResult } from '@/lib/domain/note-refs';
import { raiseDataVersions } from '../data-versions';
import { listNoteCells } from './note-cells';

/**
 * Keeps what cells of a note cite in step with their texts and with the newest result of each, in the caller's
 * transaction; a note in the trash cites nothing.
 */
export function writeNoteRefs(
  sqlite: Database.Database,
  noteId: number,
  cells: readonly NoteCell[],
  gone: readonly string[] = [],
): void {
  const isTrashed = sqlite.prepare('SELECT 1 FROM notes WHERE id = ? AND deleted_at IS NOT NULL').get(noteId);
  if (isTrashed) return;
  const clear = sqlite.prepare('DELETE FROM note_refs WHERE note_id = ? AND cell_uid = ?');
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO note_refs (note_id, cell_uid, kind, ref_id) VALUES (?, ?, ?, ?)',
  );
  const newest = sqlite.prepare(
    'SELECT columns, result_rows AS rows FROM note_results WHERE note_id = ? AND cell_uid = ? ORDER BY id DESC LIMIT 1',
  );
  let changes = 0;
  for (const uid of gone) changes += clear.run(noteId, uid).changes;
  for (const cell of cells) {
    changes += clear.run(noteId, cell.uid).changes;
    const result = newest.get(noteId, cell.uid) as { columns: string; rows: string } | undefined;
    const cited = result
      ? refsOfResult({ columns: JSON.parse(result.columns), rows: JSON.parse(result.rows) })
      : [];
    for (const { kind, id } of [...refsOf(cell), ...cited])
      changes += insert.run(noteId, cell.uid, kind, id).changes;
  }
  if (changes > 0) raiseDataVersions(sqlite, ['note_refs']);
}

/** Writes what the notes of a database cite that was made before this was kept. */
export function writeAllNoteRefs(sqlite: Database.Database): void {
  sqlite
    .transaction(() => {
      const noteIds = sqlite.prepare('SELECT id FROM notes').pluck().all() as number[];
      for (const noteId of noteIds) writeNoteRefs(sqlite, noteId, listNoteCells(sqlite, noteId));
    })
    .immediate();
}

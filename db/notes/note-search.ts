import type Database from 'better-sqlite3';
import type { NoteCell } from '@/lib/domain/note-content';
import { withImageWords } from '@/lib/domain/note-mentions';
import type { SaveStamp } from './note-cells';

/**
 * Keeps the texts that the search looks through in step with a note, in the caller's transaction: its title, and the
 * source and name of each cell.
 */
export function writeNoteSearch(
  sqlite: Database.Database,
  { noteId, at }: SaveStamp,
  note: { title: string; cells: readonly NoteCell[]; changed: ReadonlySet<string>; gone: readonly string[] },
): void {
  const before = sqlite
    .prepare("SELECT title FROM search_documents WHERE kind = 'note' AND ref_id = ?")
    .pluck()
    .get(noteId);
  const write = sqlite.prepare(`
    INSERT INTO search_documents (kind, ref_id, cell_uid, title, body, updated_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, ref_id, cell_uid) DO UPDATE SET title = excluded.title, body = excluded.body, updated_at = excluded.updated_at`);
  write.run('note', noteId, '', note.title, '', at);
  for (const { uid, type, name, source } of note.cells) {
    if (!note.changed.has(uid) && before === note.title) continue;
    const text = type === 'sql' || type === 'launch' ? source : withImageWords(source);
    write.run('cell', noteId, uid, note.title, `${name}\n${text}`.trim(), at);
  }
  removeSearch(sqlite, noteId, note.gone);
}

/** Takes cells of a note out of the search; without `cellUids` the note with all of them. */
export function removeSearch(sqlite: Database.Database, noteId: number, cellUids?: readonly string[]): void {
  if (cellUids === undefined)
    sqlite.prepare("DELETE FROM search_documents WHERE kind IN ('note', 'cell') AND ref_id = ?").run(noteId);
  else
    sqlite
      .prepare(
        "DELETE FROM search_documents WHERE kind = 'cell' AND ref_id = ? AND cell_uid IN (SELECT value FROM json_each(?))",
      )
      .run(noteId, JSON.stringify(cellUids));
}

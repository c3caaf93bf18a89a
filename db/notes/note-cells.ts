import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import { isSameCell, type NoteCell, noteCellSchema } from '@/lib/domain/note-content';

/** A cell as it is saved, with who changed it last. */
export type SavedNoteCell = NoteCell & {
  /** Revision of the note in which it last changed. */
  revision: number;
  updatedBy: string;
  /** UTC milliseconds. */
  updatedAt: number;
};

/** Who saves which revision of a note, and when. */
export interface SaveStamp {
  noteId: number;
  revision: number;
  by: string;
  /** UTC milliseconds. */
  at: number;
}

interface CellRow {
  uid: string;
  type: string;
  source: string;
  name: string;
  settings: string;
  isFolded: number;
  revision: number;
  updatedBy: string;
  updatedAt: number;
}

/** The cells of a note in order. */
export function listNoteCells(sqlite: Database.Database, noteId: number): SavedNoteCell[] {
  const rows = sqlite
    .prepare(
      `SELECT uid, type, source, name, settings, is_folded AS isFolded, revision, updated_by AS updatedBy,
         updated_at AS updatedAt
       FROM note_cells WHERE note_id = ? ORDER BY position`,
    )
    .all(noteId) as CellRow[];
  return rows.map(({ settings, isFolded, revision, updatedBy, updatedAt, ...row }) => ({
    ...noteCellSchema.parse({ ...row, settings: JSON.parse(settings), isFolded: isFolded === 1 }),
    revision,
    updatedBy,
    updatedAt,
  }));
}

/**
 * Makes the cells of a note those that are given, in the caller's transaction. Cells that say what they said keep their
 * author.
 *
 * @returns Uids of the cells that are new or say something else, and of those that are gone.
 * @throws AppError `invalid_argument` for a cell of another note.
 */
export function writeNoteCells(
  sqlite: Database.Database,
  stamp: SaveStamp,
  cells: readonly NoteCell[],
): { changed: Set<string>; gone: string[] } {
  const { noteId, revision, by, at } = stamp;
  refuseForeign(sqlite, noteId, cells);
  const before = new Map(listNoteCells(sqlite, noteId).map((cell) => [cell.uid, cell]));
  const place = sqlite.prepare(
    'UPDATE note_cells SET position = @position, is_folded = @isFolded WHERE uid = @uid',
  );
  const write = sqlite.prepare(`
    INSERT INTO note_cells (note_id, uid, position, type, source, name, settings, is_folded, revision, updated_by, updated_at)
    VALUES (@noteId, @uid, @position, @type, @source, @name, @settings, @isFolded, @revision, @by, @at)
    ON CONFLICT (uid) DO UPDATE SET position = @position, type = @type, source = @source, name = @name,
      settings = @settings, is_folded = @isFolded, revision = @revision, updated_by = @by, updated_at = @at`);
  const changed = new Set<string>();
  for (const [position, cell] of cells.entries()) {
    const { uid, type, source, name } = cell;
    const isFolded = Number(cell.isFolded);
    const stored = before.get(uid);
    before.delete(uid);
    if (stored && isSameCell(stored, cell)) {
      place.run({ uid, position, isFolded });
      continue;
    }
    const settings = JSON.stringify(cell.settings);
    write.run({ noteId, uid, position, type, source, name, settings, isFolded, revision, by, at });
    changed.add(uid);
  }
  const gone = [...before.keys()];
  sqlite
    .prepare('DELETE FROM note_cells WHERE uid IN (SELECT value FROM json_each(?))')
    .run(JSON.stringify(gone));
  return { changed, gone };
}

function refuseForeign(sqlite: Database.Database, noteId: number, cells: readonly NoteCell[]): void {
  const foreign = sqlite
    .prepare(
      'SELECT 1 FROM note_cells WHERE uid IN (SELECT value FROM json_each(?)) AND note_id <> ? LIMIT 1',
    )
    .get(JSON.stringify(cells.map(({ uid }) => uid)), noteId);
  if (foreign)
    throw new AppError(
      'invalid_argument',
      'The note was not saved: one of its cells belongs to another note. Give each cell a uid of its own.',
    );
}

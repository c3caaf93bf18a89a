import { withoutImageTargets } from '@/lib/domain/note-mentions';
import { refsOf } from '@/lib/domain/note-refs';
import type { TrackingDatabase } from '../client';
import { listNoteCells } from '../notes/note-cells';

/** A note that speaks of a run. */
export interface NoteMention {
  noteId: number;
  title: string;
  updatedBy: string;
  updatedAt: number;
  /** The first cell that does. */
  cellUid: string;
  /** The text around the mention, one line; empty where no text has it, but a chart or a result. */
  excerpt: string;
}

/** Most notes in one answer. */
const MOST_MENTIONS = 50;
const EXCERPT_SIDE = 60;

/** The notes outside the trash whose present cells cite a run, by text, settings or result; the last changed first. */
export function listNotesCiting(db: TrackingDatabase, runId: number): NoteMention[] {
  const notes = db.sqlite
    .prepare(`
      SELECT n.id AS noteId, n.title, n.updated_by AS updatedBy, n.updated_at AS updatedAt
      FROM notes n
      WHERE n.deleted_at IS NULL AND n.id IN (SELECT note_id FROM note_refs WHERE kind = 'run' AND ref_id = ?)
      ORDER BY n.updated_at DESC, n.id DESC LIMIT ${MOST_MENTIONS}`)
    .all(runId) as Omit<NoteMention, 'cellUid' | 'excerpt'>[];
  const citing = db.sqlite
    .prepare("SELECT cell_uid FROM note_refs WHERE note_id = ? AND kind = 'run' AND ref_id = ?")
    .pluck();
  return notes.map((note) => {
    const uids = new Set(citing.all(note.noteId, runId));
    const cell = listNoteCells(db.sqlite, note.noteId).find(({ uid }) => uids.has(uid));
    const ref = cell && refsOf(cell).find(({ kind, id }) => kind === 'run' && id === runId);
    return { ...note, cellUid: cell?.uid ?? '', excerpt: cell ? excerpt(cell.source, ref) : '' };
  });
}

function excerpt(source: string, place: { start?: number; end?: number } | undefined): string {
  if (place?.start === undefined || place.end === undefined) return '';
  // Blanks where images lie are no text around the mention.
  const plain = withoutImageTargets(source);
  const line = (from: number, to: number) => plain.slice(from, to).replace(/\s+/g, ' ');
  const before = line(0, place.start).trimStart();
  const after = line(place.end, plain.length).trimEnd();
  const text = `${before.slice(-EXCERPT_SIDE)}${line(place.start, place.end)}${after.slice(0, EXCERPT_SIDE)}`;
  return `${before.length > EXCERPT_SIDE ? '…' : ''}${text.trim()}${after.length > EXCERPT_SIDE ? '…' : ''}`;
}

import type { TrackingDatabase } from '../client';

/** A note that speaks of a run. */
export interface NoteMention {
  noteId: number;
  title: string;
  updatedBy: string;
  updatedAt: number;
  /** The text around the first mention, one line. */
  excerpt: string;
}

/** Most notes in one answer. */
const MOST_MENTIONS = 50;
/** Most cells that are looked through: more have the number in them only when it is a very common one. */
const MOST_CELLS = 2_000;
const EXCERPT_SIDE = 60;

/**
 * The notes whose present cells name a run as `#42`, `run 42`, `run_id = 42`, `run_id IN (…, 42)`, or by a link to
 * `/runs/42`; the last changed first.
 */
export function listNotesAbout(db: TrackingDatabase, runId: number): NoteMention[] {
  const cells = db.sqlite
    .prepare(`
      SELECT n.id AS noteId, n.title, n.updated_by AS updatedBy, n.updated_at AS updatedAt, c.source
      FROM note_cells c JOIN notes n ON n.id = c.note_id
      WHERE c.source LIKE :hash OR c.source LIKE :word
      ORDER BY n.updated_at DESC, n.id DESC, c.position LIMIT ${MOST_CELLS}`)
    .iterate({ hash: `%#${runId}%`, word: `%run%${runId}%` }) as IterableIterator<
    Omit<NoteMention, 'excerpt'> & { source: string }
  >;
  const mention = new RegExp(
    `(?:#|\\bruns?[ /#]|\\brun_id\\s*(?:=|==|IN\\s*\\((?:\\s*\\d+\\s*,)*)\\s*)${runId}(?!\\d)`,
    'i',
  );
  const notes = new Map<number, NoteMention>();
  for (const { source, ...note } of cells) {
    if (notes.has(note.noteId)) continue;
    const found = mention.exec(source);
    if (!found) continue;
    notes.set(note.noteId, { ...note, excerpt: excerpt(source, found.index, found[0].length) });
    if (notes.size === MOST_MENTIONS) break;
  }
  return [...notes.values()];
}

function excerpt(source: string, at: number, length: number): string {
  const from = Math.max(0, at - EXCERPT_SIDE);
  const to = Math.min(source.length, at + length + EXCERPT_SIDE);
  const text = source.slice(from, to).replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${text}${to < source.length ? '…' : ''}`;
}

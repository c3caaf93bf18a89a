import { AppError } from '@/lib/domain/errors';
import { type NoteDraftContent, noteDraftSchema } from '@/lib/domain/note-content';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';

/** Unsaved work of one person on one note. */
export interface NoteDraft {
  /** Revision that the work began on. */
  baseRevision: number;
  content: NoteDraftContent;
  createdBy: string;
  /** UTC milliseconds; what the next one has to name, so that no other is written over. */
  updatedAt: number;
}

/** Whose draft of which note. */
export interface DraftKey {
  noteId: number;
  /** Tells persons apart, where names do not. */
  owner: string;
}

/** The unsaved work of a person on a note; undefined when there is none. */
export function findNoteDraft(
  { sqlite }: TrackingDatabase,
  { noteId, owner }: DraftKey,
): NoteDraft | undefined {
  const row = sqlite
    .prepare(
      `SELECT base_revision AS baseRevision, content, created_by AS createdBy, updated_at AS updatedAt
       FROM note_drafts WHERE note_id = ? AND owner = ?`,
    )
    .get(noteId, owner) as (Omit<NoteDraft, 'content'> & { content: string }) | undefined;
  return row && { ...row, content: noteDraftSchema.parse(JSON.parse(row.content)) };
}

/**
 * Keeps the unsaved work of a person in place of the draft of the time `over`, and tells its own time, UTC
 * milliseconds. Another draft there, of another window say, is not written over, nor does a late draft come back after
 * the save that contained it, nor one that says what the note says: then nothing is kept, and what is there is given.
 *
 * @throws AppError `not_found` when there is no such note, or it never had such a revision.
 */
export function writeNoteDraft(
  db: TrackingDatabase,
  draft: DraftKey & {
    /** Time of the draft that this one follows; null for the first. */
    over: number | null;
    baseRevision: number;
    content: NoteDraftContent;
    by: string;
  },
): { updatedAt: number } | { other: NoteDraft | null } {
  const { noteId, owner, over, baseRevision, content, by } = draft;
  return db.sqlite
    .transaction(() => {
      const base = db.sqlite
        .prepare('SELECT 1 FROM note_revisions WHERE note_id = ? AND revision = ?')
        .get(noteId, baseRevision);
      if (!base)
        throw new AppError(
          'not_found',
          `The draft was not kept: note ${noteId} has no revision ${baseRevision}. Copy your text, then reload the page.`,
        );
      const other = findNoteDraft(db, draft);
      if ((other?.updatedAt ?? null) !== over) return { other: other ?? null };
      if (isSaved(db, noteId, content)) {
        deleteNoteDraft(db, draft);
        return { other: null };
      }
      const updatedAt = Math.max(Date.now(), (over ?? 0) + 1);
      db.sqlite
        .prepare(
          `INSERT INTO note_drafts (note_id, owner, base_revision, content, created_by, updated_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (note_id, owner) DO UPDATE SET base_revision = excluded.base_revision, content = excluded.content,
             created_by = excluded.created_by, updated_at = excluded.updated_at`,
        )
        .run(noteId, owner, baseRevision, draftText(content), by, updatedAt);
      raiseDataVersions(db.sqlite, ['note_drafts']);
      return { updatedAt };
    })
    .immediate();
}

/** True when the newest revision says what a draft says. */
function isSaved({ sqlite }: TrackingDatabase, noteId: number, content: NoteDraftContent): boolean {
  const newest = sqlite
    .prepare('SELECT title, cells FROM note_revisions WHERE note_id = ? ORDER BY revision DESC LIMIT 1')
    .get(noteId) as { title: string; cells: string } | undefined;
  return newest?.title === content.title && newest.cells === JSON.stringify(content.cells);
}

/** Throws the unsaved work of a person on a note away. */
export function deleteNoteDraft({ sqlite }: TrackingDatabase, { noteId, owner }: DraftKey): void {
  sqlite
    .transaction(() => {
      const { changes } = sqlite
        .prepare('DELETE FROM note_drafts WHERE note_id = ? AND owner = ?')
        .run(noteId, owner);
      if (changes > 0) raiseDataVersions(sqlite, ['note_drafts']);
    })
    .immediate();
}

/**
 * Removes the draft that a save contains, in its transaction: the same text, or the draft of the time `draftAt` that it
 * was typed on from. Any other stays.
 */
export function deleteSavedDraft(
  { sqlite }: TrackingDatabase,
  { noteId, owner, draftAt }: DraftKey & { draftAt: number | null },
  saved: NoteDraftContent,
): void {
  const { changes } = sqlite
    .prepare('DELETE FROM note_drafts WHERE note_id = ? AND owner = ? AND (content = ? OR updated_at = ?)')
    .run(noteId, owner, draftText(saved), draftAt);
  if (changes > 0) raiseDataVersions(sqlite, ['note_drafts']);
}

function draftText({ title, cells }: NoteDraftContent): string {
  return JSON.stringify({ title, cells });
}

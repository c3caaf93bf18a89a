import { AppError } from '@/lib/domain/errors';
import { type CellState, cellStates } from '@/lib/domain/note-cell-state';
import { compareNotes, type NoteComparison } from '@/lib/domain/note-comparison';
import { noteGraph } from '@/lib/domain/note-graph';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';
import { listNoteResults, type PinnedResult, readNoteResults } from './note-results';
import { getNote, getNoteRevision, type NoteRevision } from './notes';

/** A frozen state of a note, as it is listed. */
export interface NoteVersion {
  version: number;
  revision: number;
  comment: string;
  createdBy: string;
  /** UTC milliseconds. */
  createdAt: number;
}

/** The frozen states of a note, newest first. */
export function listNoteVersions({ sqlite }: TrackingDatabase, noteId: number): NoteVersion[] {
  return sqlite
    .prepare(
      `SELECT version, revision, comment, created_by AS createdBy, created_at AS createdAt
       FROM note_versions WHERE note_id = ? ORDER BY version DESC`,
    )
    .all(noteId) as NoteVersion[];
}

/**
 * A frozen state: its text and the results that were pinned then.
 *
 * @throws AppError `not_found` when the note has no such version.
 */
export function getNoteVersion(
  db: TrackingDatabase,
  noteId: number,
  version: number,
): NoteVersion & Pick<NoteRevision, 'title' | 'cells'> & { results: PinnedResult[] } {
  const found = listNoteVersions(db, noteId).find((one) => one.version === version);
  if (!found) throw new AppError('not_found', `Note ${noteId} has no version ${version}.`);
  const { title, cells } = getNoteRevision(db, noteId, found.revision);
  const ids = db.sqlite
    .prepare('SELECT result_id FROM note_version_results WHERE note_id = ? AND version = ?')
    .pluck()
    .all(noteId, version) as number[];
  return { ...found, title, cells, results: readNoteResults(db, ids) };
}

/** A state of a note: a frozen version, a revision, or what it is now. */
export type NoteState = { version: number } | { revision: number } | 'now';

/**
 * Two states of a note, by text, and by results where both are known with theirs: a revision is a text alone.
 *
 * @throws AppError `not_found` when one of them is not there.
 */
export function compareNoteVersions(
  db: TrackingDatabase,
  noteId: number,
  before: NoteState,
  after: NoteState,
): NoteComparison {
  const state = (one: NoteState) => {
    if (one === 'now') return { ...getNote(db, noteId), results: listNoteResults(db, noteId) };
    if ('version' in one) return getNoteVersion(db, noteId, one.version);
    return { ...getNoteRevision(db, noteId, one.revision), results: [] };
  };
  return compareNotes(state(before), state(after));
}

/**
 * Freezes a note as it is saved: its revision, and the newest result of each SQL cell, under the next number, which is
 * given.
 *
 * @throws AppError `not_found`; `conflict` when a result is not what its cell shows now: what is frozen is to be what
 *   was seen; and for a note in the trash.
 */
export function freezeNote(
  db: TrackingDatabase,
  freeze: { noteId: number; comment: string; by: string },
): number {
  const { noteId, comment, by } = freeze;
  const { sqlite } = db;
  return sqlite
    .transaction(() => {
      const note = getNote(db, noteId);
      if (note.deletedAt !== null)
        throw new AppError(
          'conflict',
          `The note was not frozen: ${note.deletedBy} has put it into the trash. Restore it, then freeze it.`,
        );
      const pinned = new Map(listNoteResults(db, noteId).map((result) => [result.cellUid, result]));
      const graph = noteGraph(note.cells);
      // Results that later data would change are what was seen all the same.
      const states = cellStates({ cells: note.cells, graph, pinned, dataVersions: {} });
      for (const [index, { uid, type }] of note.cells.entries())
        if (type === 'sql') refuseState(index + 1, states.get(uid));
      const version = 1 + (listNoteVersions(db, noteId)[0]?.version ?? 0);
      sqlite
        .prepare(
          'INSERT INTO note_versions (note_id, version, revision, comment, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(noteId, version, note.revision, comment, by, Date.now());
      const keep = sqlite.prepare(
        'INSERT INTO note_version_results (note_id, version, cell_uid, result_id) VALUES (?, ?, ?, ?)',
      );
      for (const { uid } of note.cells) {
        const result = states.has(uid) ? pinned.get(uid) : undefined;
        if (result) keep.run(noteId, version, uid, result.id);
      }
      raiseDataVersions(sqlite, ['note_versions', 'note_version_results']);
      return version;
    })
    .immediate();
}

const UNSEEN: Partial<Record<CellState, string>> = {
  // Failures are not kept.
  not_run: 'has no result, since it was never run or failed',
  edited: 'was changed after its result was seen',
  upstream_changed: 'reads a parameter or a result that was changed after its own was seen',
  failed: 'cannot be run as the note stands',
};

function refuseState(number: number, state: CellState | undefined): void {
  const what = state && UNSEEN[state];
  if (what)
    throw new AppError(
      'conflict',
      `The note was not frozen: the query of cell ${number} ${what}. Run it, then freeze the note.`,
    );
}

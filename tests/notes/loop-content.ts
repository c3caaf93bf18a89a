import { type NoteContent, newNoteCell } from '@/lib/domain/note-content';

export const TEXT_UID = 'a'.repeat(32);
export const QUERY_UID = 'b'.repeat(32);

/** What revision so-and-so of the note of `save-loop.ts` holds: 40 kB that are other ones each time. */
export function loopContent(revision: number): NoteContent {
  return {
    title: `Revision ${revision}`,
    cells: [
      newNoteCell('markdown', TEXT_UID, `#run ${revision}\n${`剪枝 ${revision} `.repeat(3_000)}`),
      newNoteCell('sql', QUERY_UID, `SELECT ${revision} AS run`),
    ],
  };
}

import { readMentioned } from '@/db/queries/mentioned';
import type { NoteCell } from '@/lib/domain/note-content';
import { findMentions } from '@/lib/domain/note-mentions';
import { trackingDatabase } from '../../data/database';

/** What the runs, models and notes that these cells mention are now. */
export function mentionedIn(cells: readonly NoteCell[]): ReturnType<typeof readMentioned> {
  const mentions = cells.flatMap(({ source }) =>
    findMentions(source).flatMap((mention) => (mention.kind === 'person' ? [] : [mention])),
  );
  return readMentioned(trackingDatabase(), mentions);
}

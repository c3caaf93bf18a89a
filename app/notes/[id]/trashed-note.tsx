import { getFormatter, getTranslations } from 'next-intl/server';
import type { Note } from '@/db/notes/notes';
import classes from '../notes.module.css';
import { RestoreButton } from '../trash-buttons';
import { MentionedProvider } from '../use-mentioned';
import { CellSection, CellText } from './earlier-state';
import { mentionedIn } from './mentioned-in';

/** A note in the trash: its texts and queries, to read, and the way out. */
export async function TrashedNote({ note, deletedAt }: { note: Note; deletedAt: number }) {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const when = format.dateTime(new Date(deletedAt), { dateStyle: 'medium', timeStyle: 'short' });
  const state = { cells: note.cells, runParts: new Map(), comparisons: new Map() };
  return (
    <>
      <p className={classes.stale}>
        {t('inTrash', { name: note.deletedBy ?? '', when })} <RestoreButton noteId={note.id} />
      </p>
      <MentionedProvider known={mentionedIn(note.cells)}>
        {note.cells.map((cell) => (
          <CellSection key={cell.uid} cell={cell}>
            <CellText cell={cell} note={state} />
          </CellSection>
        ))}
      </MentionedProvider>
    </>
  );
}

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { TrashedNote } from '@/db/notes/note-trash';
import classes from './notes.module.css';
import { PurgeButton, RestoreButton } from './trash-buttons';

/** Notes in the trash: each can be read, taken out, or deleted for good. */
export function TrashedNotes({ notes }: { notes: readonly TrashedNote[] }) {
  const t = useTranslations('notes');
  const format = useFormatter();
  return (
    <ul className={classes.history}>
      {notes.map(({ id, title, deletedBy, deletedAt }) => (
        <li key={id}>
          <Link href={`/notes/${id}`}>{title}</Link>
          <span className="muted">
            {t('trashLine', {
              name: deletedBy,
              when: format.dateTime(new Date(deletedAt), { dateStyle: 'medium', timeStyle: 'short' }),
            })}
          </span>
          <RestoreButton noteId={id} />
          <PurgeButton note={{ id, title }} />
        </li>
      ))}
    </ul>
  );
}

import { notifications } from '@mantine/notifications';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { addToNote } from './actions';
import type { Addition } from './add-to-note-button';
import { tellNoteChangedHere } from './changes-here';

/** Adds what a page shows to a note, or to a new one, and tells where it is. */
export function useAddToNote({ cells, title }: Addition) {
  const t = useTranslations('notes');
  const router = useRouter();
  return async (note?: { id: number; title: string }) => {
    const answer = await addToNote({ noteId: note?.id, title, cells: cells() }).catch(() => ({
      error: { message: t('unreachable') },
    }));
    if ('error' in answer) {
      notifications.show({ color: 'red', title: t('notDone'), message: answer.error.message });
      return;
    }
    // A new note wants a title and words; to one that is there something is added while looking.
    if (!note) return router.push(`/notes/${answer.noteId}`);
    tellNoteChangedHere(note.id);
    notifications.show({
      message: (
        <>
          {t('addedTo')} <Link href={`/notes/${note.id}`}>{note.title}</Link>
        </>
      ),
    });
  };
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { listTrashedNotes } from '@/db/notes/note-trash';
import { listNotes } from '@/db/notes/notes';
import { trackingDatabase } from '../../data/database';
import { read } from '../../data/read';
import { SqlLink } from '../../format/sql-link';
import { requireAccess } from '../../session/access';
import { EmptyState, PageBody, Section } from '../../shell/page-body';
import { EditorLater } from '../editor-later';
import { ImportButton } from '../import-button';
import { NewNoteButton } from '../new-note-button';
import { NoteSearch } from '../note-search';
import classes from '../notes.module.css';
import { TemplateMenu } from '../template-menu';
import { TrashedNotes } from '../trashed-notes';

const NOTES_SQL = `-- Notes outside the trash
SELECT n.id, n.title, count(c.id) AS cells, n.revision, n.updated_at, n.updated_by
FROM notes n
LEFT JOIN note_cells c ON c.note_id = n.id
WHERE n.deleted_at IS NULL
GROUP BY n.id
ORDER BY n.updated_at DESC, n.id DESC`;

const TRASH_SQL = `-- Notes in the trash
SELECT id, title, deleted_by, deleted_at
FROM notes
WHERE deleted_at IS NOT NULL
ORDER BY deleted_at DESC, id DESC`;

export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notes'))('title') };
}

export default async function NotesPage({
  searchParams,
}: {
  searchParams: Promise<{ q?: string | string[] }>;
}) {
  await requireAccess();
  const { q } = await searchParams;
  const text = typeof q === 'string' ? q.slice(0, 200).trim() : '';
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const notes = listNotes(trackingDatabase());
  const trashed = listTrashedNotes(trackingDatabase());
  return (
    <PageBody
      title={t('title')}
      below={t('lead')}
      actions={
        <>
          <ImportButton />
          <TemplateMenu />
          <NewNoteButton />
          {notes.length > 0 && <SqlLink sql={NOTES_SQL} />}
        </>
      }
    >
      <EditorLater />
      <NoteSearch text={text} hits={text === '' ? undefined : await read('searchTexts', text)}>
        {notes.length === 0 ? (
          <EmptyState title={t('none')}>{t('noneHelp')}</EmptyState>
        ) : (
          <div className="scroll-x">
            <table className="data-table">
              <thead>
                <tr>
                  <th>{t('columnTitle')}</th>
                  <th className="number">{t('columnCells')}</th>
                  <th className="number">{t('columnRevision')}</th>
                  <th>{t('columnChanged')}</th>
                  <th>{t('columnBy')}</th>
                </tr>
              </thead>
              <tbody>
                {notes.map((note) => (
                  <tr key={note.id}>
                    <td>
                      <span className="muted">#{note.id}</span>{' '}
                      <Link href={`/notes/${note.id}`}>{note.title}</Link>
                    </td>
                    <td className="number">{note.cellCount}</td>
                    <td className="number">{note.revision}</td>
                    <td className="nowrap">
                      {format.dateTime(new Date(note.updatedAt), { dateStyle: 'medium', timeStyle: 'short' })}
                    </td>
                    <td>{note.updatedBy}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {trashed.length > 0 && (
          <div className={classes.trash}>
            <Section title={t('trash')} aside={<SqlLink sql={TRASH_SQL} />}>
              <TrashedNotes notes={trashed} />
            </Section>
          </div>
        )}
      </NoteSearch>
    </PageBody>
  );
}

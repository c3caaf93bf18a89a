import type { Metadata } from 'next';
import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { listTrashedNotes } from '@/db/notes/note-trash';
import { listNotes } from '@/db/notes/notes';
import { trackingDatabase } from '../../data/database';
import { read } from '../../data/read';
import { requireAccess } from '../../session/access';
import { EmptyState, PageBody, Section } from '../../shell/page-body';
import { EditorLater } from '../editor-later';
import { ImportButton } from '../import-button';
import { NewNoteButton } from '../new-note-button';
import { NoteSearch } from '../note-search';
import { TemplateMenu } from '../template-menu';
import { TrashedNotes } from '../trashed-notes';

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
          <Section title={t('trash')}>
            <TrashedNotes notes={trashed} />
          </Section>
        )}
      </NoteSearch>
    </PageBody>
  );
}

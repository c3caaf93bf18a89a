import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { listNoteResults } from '@/db/notes/note-results';
import { getNote, getNoteRevision, listNoteRevisions, type Note } from '@/db/notes/notes';
import { toAppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../data/database';
import { requireAccess } from '../../session/access';
import { PageBody, Section } from '../../shell/page-body';
import { MarkdownText } from '../markdown-text';
import { NoteEditor } from '../note-editor';
import classes from '../notes.module.css';

export const dynamic = 'force-dynamic';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ revision?: string }>;
}

/** What is asked for; an address that names nothing is answered by the page for it. */
function orNotFound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (toAppError(error).code === 'not_found') notFound();
    throw error;
  }
}

function findId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) notFound();
  return Number(text);
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireAccess();
  const id = findId((await params).id);
  return { title: orNotFound(() => getNote(trackingDatabase(), id)).title };
}

export default async function NotePage({ params, searchParams }: Props) {
  await requireAccess();
  const id = findId((await params).id);
  const { revision } = await searchParams;
  const t = await getTranslations('notes');
  const note = orNotFound(() => getNote(trackingDatabase(), id));
  return (
    <PageBody
      title={note.title}
      above={<Link href="/notes">{t('title')}</Link>}
      below={await savedLine(note)}
    >
      {revision === undefined ? (
        <NoteEditor key={id} initial={note} results={listNoteResults(trackingDatabase(), id)} />
      ) : (
        <OldRevision note={note} revision={findId(revision)} />
      )}
      <History note={note} />
    </PageBody>
  );
}

async function savedLine(note: Note): Promise<string> {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const when = format.dateTime(new Date(note.updatedAt), { dateStyle: 'medium', timeStyle: 'short' });
  return t('savedBy', { revision: note.revision, name: note.updatedBy, when });
}

/** A saved state, to read. */
async function OldRevision({ note, revision }: { note: Note; revision: number }) {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const old = orNotFound(() => getNoteRevision(trackingDatabase(), note.id, revision));
  const when = format.dateTime(new Date(old.createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <p className={classes.stale}>
        {t('oldRevision', { revision, name: old.createdBy, when })}{' '}
        <Link href={`/notes/${note.id}`}>{t('toCurrent')}</Link>
      </p>
      <h2>{old.title}</h2>
      {old.cells.map(({ uid, type, source }) =>
        type === 'sql' ? (
          <pre key={uid} className={classes.theirs}>
            {source}
          </pre>
        ) : (
          <MarkdownText key={uid} source={source} />
        ),
      )}
    </>
  );
}

async function History({ note }: { note: Note }) {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  return (
    <Section title={t('history')}>
      <ul className={classes.history}>
        {listNoteRevisions(trackingDatabase(), note.id).map(({ revision, title, createdBy, createdAt }) => (
          <li key={revision}>
            <Link href={`/notes/${note.id}?revision=${revision}`}>{t('revisionLine', { revision })}</Link>
            <span>{title}</span>
            <span className="muted">
              {createdBy}, {format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { getDataVersions, listNoteResults } from '@/db/notes/note-results';
import { listNoteVersions } from '@/db/notes/note-versions';
import { getNote, listNoteRevisions, type Note } from '@/db/notes/notes';
import { trackingDatabase } from '../../data/database';
import { requireAccess } from '../../session/access';
import { PageBody, Section } from '../../shell/page-body';
import { readDraft } from '../draft-actions';
import { NoteVersions } from '../note-versions';
import classes from '../notes.module.css';
import { MentionedProvider } from '../use-mentioned';
import { FrozenVersion, OldRevision } from './earlier-state';
import { mentionedIn } from './mentioned-in';
import { orNotFound } from './or-not-found';
import { PageEditor } from './page-editor';
import { TrashedNote } from './trashed-note';

export const dynamic = 'force-dynamic';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ revision?: string; version?: string }>;
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
  const { revision, version } = await searchParams;
  const t = await getTranslations('notes');
  const note = orNotFound(() => getNote(trackingDatabase(), id));
  return (
    <PageBody
      title={note.title}
      above={<Link href="/notes">{t('title')}</Link>}
      below={await savedLine(note)}
    >
      {version !== undefined ? (
        <FrozenVersion note={note} version={findId(version)} />
      ) : revision !== undefined ? (
        <OldRevision note={note} revision={findId(revision)} />
      ) : note.deletedAt !== null ? (
        <TrashedNote note={note} deletedAt={note.deletedAt} />
      ) : (
        <MentionedProvider known={mentionedIn(note.cells)}>
          <PageEditor
            key={id}
            opened={{
              note,
              results: listNoteResults(trackingDatabase(), id),
              dataVersions: getDataVersions(trackingDatabase()),
              draft: await readDraft(id),
            }}
          />
        </MentionedProvider>
      )}
      <div className={classes.earlier}>
        <Section title={t('versions')}>
          <NoteVersions
            noteId={id}
            revision={note.revision}
            versions={listNoteVersions(trackingDatabase(), id)}
          />
        </Section>
        <History note={note} />
      </div>
    </PageBody>
  );
}

async function savedLine(note: Note): Promise<string> {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const when = format.dateTime(new Date(note.updatedAt), { dateStyle: 'medium', timeStyle: 'short' });
  return t('savedBy', { revision: note.revision, name: note.updatedBy, when });
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

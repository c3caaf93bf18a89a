import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { getDataVersions, listNoteResults } from '@/db/notes/note-results';
import { getNoteVersion, listNoteVersions } from '@/db/notes/note-versions';
import { getNote, getNoteRevision, listNoteRevisions, type Note } from '@/db/notes/notes';
import { readMentioned } from '@/db/queries/mentioned';
import { toAppError } from '@/lib/domain/errors';
import type { NoteCell } from '@/lib/domain/note-content';
import { findMentions } from '@/lib/domain/note-mentions';
import { trackingDatabase } from '../../data/database';
import { requireAccess } from '../../session/access';
import { PageBody, Section } from '../../shell/page-body';
import { readDraft } from '../draft-actions';
import { MarkdownText } from '../markdown-text';
import { NoteEditor } from '../note-editor';
import { NoteVersions } from '../note-versions';
import classes from '../notes.module.css';
import { Reproductions } from '../reproductions';
import { PinnedView } from '../sql-cell';
import { MentionedProvider } from '../use-mentioned';

export const dynamic = 'force-dynamic';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ revision?: string; version?: string }>;
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
  const { revision, version } = await searchParams;
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const note = orNotFound(() => getNote(trackingDatabase(), id));
  const mentions = note.cells.flatMap(({ source }) =>
    findMentions(source).flatMap((mention) => (mention.kind === 'person' ? [] : [mention])),
  );
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
        <p className={classes.stale}>
          {t('inTrash', {
            name: note.deletedBy ?? '',
            when: format.dateTime(new Date(note.deletedAt), { dateStyle: 'medium', timeStyle: 'short' }),
          })}{' '}
          <Link href="/notes">{t('title')}</Link>
        </p>
      ) : (
        <MentionedProvider known={readMentioned(trackingDatabase(), mentions)}>
          <NoteEditor
            key={id}
            initial={note}
            results={listNoteResults(trackingDatabase(), id)}
            dataVersions={getDataVersions(trackingDatabase())}
            draft={await readDraft(id)}
          />
        </MentionedProvider>
      )}
      <Section title={t('versions')}>
        <NoteVersions noteId={id} versions={listNoteVersions(trackingDatabase(), id)} />
      </Section>
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
      {old.cells.map((cell) => (
        <CellText key={cell.uid} cell={cell} />
      ))}
    </>
  );
}

/** What a cell says, to read. */
function CellText({ cell }: { cell: NoteCell }) {
  if (cell.type === 'sql') return <pre className={classes.theirs}>{cell.source}</pre>;
  if (cell.type !== 'parameter') return <MarkdownText source={cell.source} />;
  return (
    <p className="mono">
      :{cell.name} = {cell.settings.param.type === 'null' ? 'NULL' : cell.settings.param.value}
    </p>
  );
}

/** A frozen version, with the results that were seen. */
async function FrozenVersion({ note, version }: { note: Note; version: number }) {
  const t = await getTranslations('notes');
  const format = await getFormatter();
  const frozen = orNotFound(() => getNoteVersion(trackingDatabase(), note.id, version));
  const when = format.dateTime(new Date(frozen.createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <p className={classes.stale}>
        {t('frozenVersion', { version, name: frozen.createdBy, when })}{' '}
        <Link href={`/notes/${note.id}`}>{t('toCurrent')}</Link>
      </p>
      <Reproductions noteId={note.id} version={version} />
      <h2>{frozen.title}</h2>
      {frozen.cells.map((cell) => {
        const pinned = frozen.results.find(({ cellUid }) => cellUid === cell.uid);
        return (
          <section key={cell.uid} aria-label={t(`type.${cell.type}`)} style={{ marginBottom: 16 }}>
            <CellText cell={cell} />
            {pinned && <PinnedView pinned={pinned} changedTables={[]} />}
          </section>
        );
      })}
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

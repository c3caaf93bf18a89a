import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { read } from '../data/read';
import { SqlLink } from '../format/sql-link';
import { When } from '../format/when';
import { Section } from '../shell/page-body';
import classes from './facts.module.css';

/** The notes that speak of a run. */
export async function NotesSection({ runId }: { runId: number }) {
  const t = await getTranslations('run');
  const notes = await read('listNotesCiting', runId);
  return (
    <Section id="notes" title={t('notes')} aside={<SqlLink sql={notesSql(runId)} />}>
      {notes.length === 0 ? (
        <p className="muted">
          {t.rich('noNotes', { id: runId, notes: (text) => <Link href="/notes">{text}</Link> })}
        </p>
      ) : (
        <table className="data-table" data-testid="notes">
          <tbody>
            {notes.map((note) => (
              <tr key={note.noteId}>
                <td className={classes.noteCell}>
                  <Link href={`/notes/${note.noteId}`}>
                    <bdi>{note.title}</bdi>
                  </Link>
                  <div className={classes.excerpt} dir="auto">
                    {note.excerpt}
                  </div>
                </td>
                <td className="number">
                  <span className="muted">{note.updatedBy}</span> <When at={note.updatedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function notesSql(runId: number): string {
  return `-- Cells of notes that cite the run
SELECT n.id, n.title, c.type, c.source, n.updated_by, n.updated_at
FROM note_refs f
JOIN notes n ON n.id = f.note_id
JOIN note_cells c ON c.uid = f.cell_uid
WHERE f.kind = 'run' AND f.ref_id = ${runId}
ORDER BY n.updated_at DESC
LIMIT 200`;
}

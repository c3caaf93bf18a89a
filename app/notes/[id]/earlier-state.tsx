import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { factTable, isNumberColumn, otherCellText } from '@/db/notes/export/export-text';
import { type ExportedNote, readExportedNote } from '@/db/notes/export/exported-note';
import { getNoteVersion } from '@/db/notes/note-versions';
import { getNoteRevision, type Note } from '@/db/notes/notes';
import { readRunParts } from '@/db/notes/run-parts';
import type { KeptTable, NoteCell } from '@/lib/domain/note-content';
import { trackingDatabase } from '../../data/database';
import { FrozenChart } from '../frozen-chart';
import { FrozenComparison } from '../frozen-comparison';
import { LAUNCHED_PARTS } from '../launched-parts';
import { MarkdownText } from '../markdown-text';
import classes from '../notes.module.css';
import { Reproductions } from '../reproductions';
import { RestoreRevision } from '../restore-revision';
import { RunParts } from '../run-parts';
import { PinnedView } from '../sql-cell';
import { MentionedProvider } from '../use-mentioned';
import { mentionedIn } from './mentioned-in';
import { orNotFound } from './or-not-found';

/** A saved state, to read: its texts and queries without results. */
export async function OldRevision({ note, revision }: { note: Note; revision: number }) {
  const t = await getTranslations('notes');
  const old = orNotFound(() => getNoteRevision(trackingDatabase(), note.id, revision));
  const state = { cells: old.cells, runParts: new Map(), comparisons: new Map() };
  return (
    <>
      <StateLine noteId={note.id}>
        {t('oldRevision', { revision, name: old.createdBy, when: await timeText(old.createdAt) })}{' '}
        {note.deletedAt === null && revision !== note.revision && (
          <RestoreRevision noteId={note.id} revision={revision} />
        )}
      </StateLine>
      <h2>{old.title}</h2>
      <MentionedProvider known={mentionedIn(old.cells)}>
        {old.cells.map((cell) => (
          <CellSection key={cell.uid} cell={cell}>
            <CellText cell={cell} note={state} />
          </CellSection>
        ))}
      </MentionedProvider>
    </>
  );
}

/** A frozen version, with the results that were seen; runs that it did not keep are shown as they are now. */
export async function FrozenVersion({ note, version }: { note: Note; version: number }) {
  const t = await getTranslations('notes');
  const { createdBy, createdAt } = orNotFound(() => getNoteVersion(trackingDatabase(), note.id, version));
  const frozen = readExportedNote(trackingDatabase(), note.id, version);
  return (
    <>
      <StateLine noteId={note.id}>
        {t('frozenVersion', { version, name: createdBy, when: await timeText(createdAt) })}
      </StateLine>
      <Reproductions noteId={note.id} version={version} />
      <h2>{frozen.title}</h2>
      <MentionedProvider known={mentionedIn(frozen.cells)}>
        {frozen.cells.map((cell) => (
          <CellSection key={cell.uid} cell={cell}>
            <FrozenCell cell={cell} note={frozen} />
          </CellSection>
        ))}
      </MentionedProvider>
    </>
  );
}

async function timeText(at: number): Promise<string> {
  return (await getFormatter()).dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
}

/** What is read here, and the way back to the note that can be changed. */
async function StateLine({ noteId, children }: { noteId: number; children: React.ReactNode }) {
  const t = await getTranslations('notes');
  return (
    <p className={classes.stale}>
      {children} <Link href={`/notes/${noteId}`}>{t('toCurrent')}</Link>
    </p>
  );
}

/** A cell to read, by its kind and name. */
export async function CellSection({ cell, children }: { cell: NoteCell; children: React.ReactNode }) {
  const t = await getTranslations('notes');
  return (
    <section id={`cell-${cell.uid}`} aria-label={t(`type.${cell.type}`)} className={classes.earlierCell}>
      {cell.type === 'sql' && cell.name && <p className="mono muted">{cell.name}</p>}
      {children}
    </section>
  );
}

/** What a cell says, to read. */
export function CellText({ cell, note }: { cell: NoteCell; note: Parameters<typeof otherCellText>[1] }) {
  if (cell.type === 'sql') return <pre className={classes.theirs}>{cell.source}</pre>;
  return (
    <MarkdownText
      source={cell.type === 'markdown' ? cell.source : otherCellText(cell, note)}
      cellUid={cell.uid}
    />
  );
}

/** A cell with what it showed. */
function FrozenCell({ cell, note }: { cell: NoteCell; note: ExportedNote }) {
  const text = <CellText cell={cell} note={note} />;
  if (cell.type === 'sql') {
    const pinned = note.results.get(cell.uid);
    return (
      <>
        {text}
        {pinned && <PinnedView pinned={pinned} />}
      </>
    );
  }
  if (cell.type === 'chart') {
    const result = cell.settings.cellUid === null ? undefined : note.results.get(cell.settings.cellUid);
    return (
      <>
        {text}
        {result && result.rows.length > 0 && <FrozenChart result={result} spec={cell.settings.spec} />}
      </>
    );
  }
  if (cell.type === 'run' && cell.settings.runId !== null)
    return (
      <>
        <CellText cell={cell} note={{ ...note, runParts: new Map() }} />
        <RunParts runId={cell.settings.runId} parts={note.runParts.get(cell.uid) ?? {}} />
      </>
    );
  if (cell.type === 'launch' && cell.settings.runId !== null) {
    const { runId } = cell.settings;
    return (
      <>
        {text}
        <RunParts runId={runId} parts={readRunParts(trackingDatabase(), runId, LAUNCHED_PARTS)} />
      </>
    );
  }
  const compared = note.comparisons.get(cell.uid);
  if (cell.type !== 'comparison' || !compared || compared.rows.length === 0) return text;
  const { view } = cell.settings;
  return (
    <>
      <CellText cell={cell} note={{ ...note, comparisons: new Map() }} />
      <ComparisonNow />
      {view === 'values' ? (
        <PlainTable {...factTable(compared)} />
      ) : (
        <FrozenComparison runIds={compared.rows.map(([run]) => Number(run))} view={view} />
      )}
    </>
  );
}

/** A version keeps which runs are compared; what they were is in their own records. */
async function ComparisonNow() {
  const t = await getTranslations('notes');
  return <p className="muted">{t('comparisonNow')}</p>;
}

function PlainTable(table: KeptTable) {
  const { columns, rows } = table;
  const classOf = (index: number) => (isNumberColumn(table, index) ? 'number' : 'nowrap');
  return (
    <div className="scroll-x">
      <table className="data-table">
        <thead>
          <tr>
            {columns.map(({ name }, index) => (
              <th key={name} className={classOf(index)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((value, index) => (
                <td key={columns[index].name} className={classOf(index)}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

'use client';

import { Button, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { NoteState, NoteVersion } from '@/db/notes/note-versions';
import type { CellComparison, NoteComparison } from '@/lib/domain/note-comparison';
import classes from './notes.module.css';
import { ResultChangeView } from './result-change-view';
import { useCellFacts } from './use-cell-facts';
import { compareVersions } from './version-actions';

const NOW = 'now';

/** Two states of a note side by side, chosen among its frozen versions, its revisions and what it is now. */
export function VersionComparison({
  noteId,
  revision: newest,
  versions,
}: {
  noteId: number;
  /** The newest, which is what the note is now. */
  revision: number;
  versions: readonly NoteVersion[];
}) {
  const t = useTranslations('notes');
  const choices = [
    ...versions.map(({ version }) => ({ value: `version ${version}`, label: t('versionLine', { version }) })),
    { value: NOW, label: t('asItIsNow') },
    ...Array.from({ length: newest - 1 }, (_, index) => newest - 1 - index).map((revision) => ({
      value: `revision ${revision}`,
      label: t('revisionLine', { revision }),
    })),
  ];
  const [before, setBefore] = useState(choices.find(({ value }) => value !== NOW)?.value ?? NOW);
  const [after, setAfter] = useState(NOW);
  const [found, setFound] = useState<{ comparison: NoteComparison; newest: number }>();
  const [isPending, startTransition] = useTransition();
  const compare = () =>
    startTransition(async () => {
      const asked = { noteId, before: stateOf(before), after: stateOf(after) };
      const answer = await compareVersions(asked).catch(() => ({ fault: t('unreachable') }));
      if ('comparison' in answer) setFound({ comparison: answer.comparison, newest });
      else notifications.show({ color: 'red', title: t('notDone'), message: answer.fault });
    });
  return (
    <>
      <div className={classes.comparedBy}>
        <NativeSelect
          size="xs"
          label={t('compareFrom')}
          value={before}
          data={choices}
          onChange={({ currentTarget }) => setBefore(currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label={t('compareWith')}
          value={after}
          data={choices}
          onChange={({ currentTarget }) => setAfter(currentTarget.value)}
        />
        <Button size="xs" variant="default" loading={isPending} disabled={before === after} onClick={compare}>
          {t('compare')}
        </Button>
      </div>
      {/* What the note was before a save is not what it is now. */}
      {found?.newest === newest && <Comparison {...found.comparison} />}
    </>
  );
}

function stateOf(choice: string): NoteState {
  const [kind, number] = choice.split(' ');
  if (kind === 'version') return { version: Number(number) };
  return kind === 'revision' ? { revision: Number(number) } : NOW;
}

function Comparison({ title, cells }: NoteComparison) {
  const t = useTranslations('notes');
  const differing = cells.filter(({ kind, isMoved, result }) => kind !== 'same' || isMoved || result);
  const nameOf = (uid: string) => {
    const cell = cells.find((one) => one.uid === uid);
    return (cell?.after ?? cell?.before)?.name ?? '';
  };
  const isSame = differing.length === 0 && title.before === title.after;
  return (
    <section className={classes.comparison} aria-label={t('comparisonOfVersions')}>
      {title.before !== title.after && (
        <p>
          {t('noteTitle')}: <del>{title.before}</del> → <ins>{title.after}</ins>
        </p>
      )}
      {isSame ? (
        <p>{t('versionsSame')}</p>
      ) : (
        differing.map((cell) => <CellDifference key={cell.uid} {...cell} nameOf={nameOf} />)
      )}
    </section>
  );
}

function CellDifference({
  kind,
  before,
  after,
  lines,
  result,
  columns,
  isMoved,
  nameOf,
}: CellComparison & { nameOf: (uid: string) => string }) {
  const t = useTranslations('notes');
  const factsOf = useCellFacts(nameOf);
  const cell = after ?? before;
  if (!cell) return null;
  const [old, now] = [before, after].map((one) => new Map(one ? factsOf(one) : []));
  const labels = [...new Set([...old.keys(), ...now.keys()])].filter(
    (label) => old.get(label) !== now.get(label),
  );
  return (
    <article className={classes.cellDifference}>
      <h3>
        {t(`type.${cell.type}`)} {cell.name && <span className="mono">{cell.name}</span>}{' '}
        <span className="muted">
          {[kind === 'same' ? '' : t(`cellChange.${kind}`), isMoved ? t('cellMoved') : '']
            .filter((word) => word !== '')
            .join(', ')}
        </span>
      </h3>
      {lines && (
        <pre className={classes.lines}>
          {lines.map(({ kind: change, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, and stay where they are.
            <div key={index} data-change={change}>
              {change === 'added' ? '+ ' : change === 'removed' ? '− ' : '  '}
              {text}
            </div>
          ))}
        </pre>
      )}
      {labels.map((label) => (
        <p key={label}>
          {label}: {old.has(label) && <del>{old.get(label)}</del>}
          {old.has(label) && now.has(label) && ' → '}
          {now.has(label) && <ins>{now.get(label)}</ins>}
        </p>
      ))}
      {result && <ResultChangeView change={result} columns={columns ?? []} />}
    </article>
  );
}

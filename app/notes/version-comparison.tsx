'use client';

import { Button, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { NoteVersion } from '@/db/notes/note-versions';
import type { CellComparison, NoteComparison } from '@/lib/domain/note-comparison';
import classes from './notes.module.css';
import { ResultChangeView } from './result-change-view';
import { compareVersions } from './version-actions';

const NOW = 'now';

/** Two states of a note side by side, chosen among its frozen versions and what it is now. */
export function VersionComparison({
  noteId,
  versions,
}: {
  noteId: number;
  versions: readonly NoteVersion[];
}) {
  const t = useTranslations('notes');
  const [before, setBefore] = useState(String(versions[0].version));
  const [after, setAfter] = useState(NOW);
  const [found, setFound] = useState<NoteComparison>();
  const [isPending, startTransition] = useTransition();
  const stateOf = (value: string) => (value === NOW ? NOW : Number(value));
  const compare = () =>
    startTransition(async () => {
      const asked = { noteId, before: stateOf(before), after: stateOf(after) } as const;
      const answer = await compareVersions(asked).catch(() => ({ fault: t('unreachable') }));
      if ('comparison' in answer) setFound(answer.comparison);
      else notifications.show({ color: 'red', title: t('notDone'), message: answer.fault });
    });
  const choices = [
    ...versions.map(({ version }) => ({ value: String(version), label: t('versionLine', { version }) })),
    { value: NOW, label: t('asItIsNow') },
  ];
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
      {found && <Comparison {...found} />}
    </>
  );
}

function Comparison({ title, cells }: NoteComparison) {
  const t = useTranslations('notes');
  const differing = cells.filter(({ kind, isMoved, result }) => kind !== 'same' || isMoved || result);
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
        differing.map((cell) => <CellDifference key={cell.uid} {...cell} />)
      )}
    </section>
  );
}

function CellDifference({ kind, before, after, lines, result, columns, isMoved }: CellComparison) {
  const t = useTranslations('notes');
  const cell = after ?? before;
  if (!cell) return null;
  const settings = [before, after].map((one) => JSON.stringify(one?.settings ?? {}));
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
      {kind === 'changed' && settings[0] !== settings[1] && (
        <p className="mono">
          <del>{settings[0]}</del> → <ins>{settings[1]}</ins>
        </p>
      )}
      {result && <ResultChangeView change={result} columns={columns ?? []} />}
    </article>
  );
}

'use client';

import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Note } from '@/db/notes/notes';
import type { NoteCell } from '@/lib/domain/note-content';
import { type DecidedMerge, decideMerge, type KeptSide, type NoteMerge } from '@/lib/domain/note-merge';
import { randomId } from '../console/random-id';
import classes from './notes.module.css';

/** Two people changed the same cells: both texts of each are shown, and one or both chosen; all else is joined. */
export function ConflictNotice(props: {
  theirs: Note;
  merge: NoteMerge;
  message: string;
  onResolve: (decided: DecidedMerge) => void;
}) {
  const t = useTranslations('notes');
  const { theirs, merge } = props;
  const [sides, setSides] = useState<Record<string, KeptSide>>({});
  const sideOf = (key: string) => sides[key] ?? 'mine';
  return (
    <Alert color="orange" title={t('conflictTitle')} role="alert" mb="md">
      <p>{props.message}</p>
      {merge.titleConflict && (
        <Choice
          label={t('noteTitle')}
          mine={merge.titleConflict.mine}
          theirs={merge.titleConflict.theirs}
          by={theirs.updatedBy}
          side={sideOf('title')}
          onChange={(side) => setSides({ ...sides, title: side })}
        />
      )}
      {merge.conflicts.map(({ uid, mine, theirs: other, base }) => (
        <Choice
          key={uid}
          label={t(`type.${(mine ?? other ?? base)?.type ?? 'markdown'}`)}
          canKeepBoth={mine !== null && other !== null}
          mine={textOf(mine)}
          theirs={textOf(other)}
          by={theirs.updatedBy}
          side={sideOf(uid)}
          onChange={(side) => setSides({ ...sides, [uid]: side })}
        />
      ))}
      <p className="muted">{t('conflictKept')}</p>
      <Button onClick={() => props.onResolve(decideMerge(merge, sideOf, randomId))}>{t('resolve')}</Button>
    </Alert>
  );
}

/** What a cell says; undefined when it was deleted. */
function textOf(cell: NoteCell | null): string | undefined {
  if (!cell) return undefined;
  const { source, name, settings } = cell;
  const lines = [name, source, Object.keys(settings).length > 0 ? JSON.stringify(settings) : ''];
  return lines.filter((line) => line !== '').join('\n');
}

function Choice(props: {
  label: string;
  mine: string | undefined;
  theirs: string | undefined;
  by: string;
  /** False for what there is once, as the title. */
  canKeepBoth?: boolean;
  side: KeptSide;
  onChange: (side: KeptSide) => void;
}) {
  const t = useTranslations('notes');
  return (
    <fieldset className={classes.choice} aria-label={props.label}>
      <div className={classes.sides}>
        {(['mine', 'theirs'] as const).map((side) => (
          <div key={side}>
            <strong>{side === 'mine' ? t('mine') : t('theirs', { name: props.by })}</strong>
            {props[side] === undefined ? (
              <p className="muted">{t('deletedCell')}</p>
            ) : (
              <pre className={classes.theirs}>{props[side]}</pre>
            )}
          </div>
        ))}
      </div>
      <SegmentedControl
        size="xs"
        aria-label={t('whichText')}
        value={props.side}
        onChange={(side) => props.onChange(side as KeptSide)}
        data={[
          { value: 'mine', label: t('keepMine') },
          { value: 'theirs', label: t('takeTheirs') },
          ...(props.canKeepBoth ? [{ value: 'both', label: t('keepBoth') }] : []),
        ]}
      />
    </fieldset>
  );
}

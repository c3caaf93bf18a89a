'use client';

import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Note } from '@/db/notes/notes';
import type { NoteCell, NoteContent } from '@/lib/domain/note-content';
import type { NoteMerge } from '@/lib/domain/note-merge';
import classes from './notes.module.css';

type Side = 'mine' | 'theirs';

/** Two people changed the same cells: both texts of each are shown, and one of them is chosen; all else is joined. */
export function ConflictNotice(props: {
  theirs: Note;
  merge: NoteMerge;
  message: string;
  onResolve: (content: NoteContent) => void;
}) {
  const t = useTranslations('notes');
  const { theirs, merge } = props;
  const [sides, setSides] = useState<Record<string, Side>>({});
  const sideOf = (key: string) => sides[key] ?? 'mine';
  const resolve = () => {
    const { titleConflict, conflicts } = merge;
    const decided = new Map(conflicts.map((conflict) => [conflict.uid, conflict[sideOf(conflict.uid)]]));
    props.onResolve({
      title: titleConflict ? titleConflict[sideOf('title')] : merge.title,
      cells: merge.cells.flatMap((cell) => (decided.has(cell.uid) ? (decided.get(cell.uid) ?? []) : [cell])),
    });
  };
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
          mine={textOf(mine)}
          theirs={textOf(other)}
          by={theirs.updatedBy}
          side={sideOf(uid)}
          onChange={(side) => setSides({ ...sides, [uid]: side })}
        />
      ))}
      <Button onClick={resolve}>{t('resolve')}</Button>
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
  side: Side;
  onChange: (side: Side) => void;
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
        onChange={(side) => props.onChange(side as Side)}
        data={[
          { value: 'mine', label: t('keepMine') },
          { value: 'theirs', label: t('takeTheirs') },
        ]}
      />
    </fieldset>
  );
}

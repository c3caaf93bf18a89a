'use client';

import { ActionIcon, TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconCopy,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { CellState } from '@/lib/domain/note-cell-state';
import { cellNameSchema, type NoteCell } from '@/lib/domain/note-content';
import classes from './notes.module.css';

/** What is done with a cell as a whole. */
export interface CellActions {
  rename: (name: string) => void;
  caption: (text: string) => void;
  fold: (isFolded: boolean) => void;
  duplicate: () => void;
  move: (by: -1 | 1) => void;
  remove: () => void;
}

/** The line above a cell and its buttons: its kind, the name by which others read it, and whether it is up to date. */
export function CellFrame(props: {
  cell: NoteCell;
  state: CellState | undefined;
  isFirst: boolean;
  isLast: boolean;
  actions: CellActions;
  children: React.ReactNode;
}) {
  const t = useTranslations('notes');
  const { cell, state, actions } = props;
  const { type, name, isFolded } = cell;
  const hasCaption = type === 'chart' || type === 'run' || type === 'comparison';
  const hasName = type === 'sql' || type === 'parameter';
  return (
    <section id={`cell-${cell.uid}`} className={classes.cell} aria-label={t(`type.${type}`)}>
      <div className={classes.cellBody}>
        <div className={classes.cellHead}>
          <ActionIcon
            size="sm"
            aria-label={t(isFolded ? 'unfold' : 'fold')}
            aria-expanded={!isFolded}
            onClick={() => actions.fold(!isFolded)}
          >
            {isFolded ? <IconChevronRight size={15} /> : <IconChevronDown size={15} />}
          </ActionIcon>
          <span className="muted">{t(`type.${type}`)}</span>
          {hasName && (
            <TextInput
              size="xs"
              variant="unstyled"
              aria-label={t('cellName')}
              title={t(type === 'sql' ? 'tableNameHelp' : 'parameterNameHelp')}
              placeholder={t('cellName')}
              value={name}
              maxLength={64}
              classNames={{ input: classes.nameInput }}
              onChange={({ currentTarget: { value } }) => {
                if (cellNameSchema.safeParse(value).success) actions.rename(value);
              }}
            />
          )}
          {hasCaption && (
            <TextInput
              size="xs"
              variant="unstyled"
              aria-label={t('caption')}
              placeholder={t('caption')}
              value={cell.source}
              maxLength={1000}
              classNames={{ root: classes.captionField }}
              onChange={({ currentTarget: { value } }) => actions.caption(value)}
            />
          )}
          {state && (
            <span className={classes.state} data-state={state} title={t(`stateHelp.${state}`)}>
              {t(`state.${state}`)}
            </span>
          )}
          {isFolded && !hasCaption && <span className={classes.foldedLine}>{firstLine(cell.source)}</span>}
        </div>
        {!isFolded && props.children}
      </div>
      <div className={classes.cellActions} data-folded={isFolded || undefined}>
        <ActionIcon aria-label={t('moveUp')} disabled={props.isFirst} onClick={() => actions.move(-1)}>
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon aria-label={t('moveDown')} disabled={props.isLast} onClick={() => actions.move(1)}>
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon aria-label={t('duplicateCell')} onClick={actions.duplicate}>
          <IconCopy size={16} />
        </ActionIcon>
        <ActionIcon aria-label={t('deleteCell')} onClick={actions.remove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
    </section>
  );
}

function firstLine(source: string): string {
  return source.trim().split('\n', 1)[0].slice(0, 200);
}

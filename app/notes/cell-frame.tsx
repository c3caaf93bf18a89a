'use client';

import { ActionIcon, TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconCopy,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useRef } from 'react';
import type { CellState } from '@/lib/domain/note-cell-state';
import { cellNameSchema, type NoteCell } from '@/lib/domain/note-content';
import { CellBody } from './cell-body';
import { CellBoundary } from './cell-boundary';
import classes from './notes.module.css';
import { useCellDrag } from './use-cell-drag';

/** What a cell is drawn from, apart from whether its choices of a new cell below are open. */
export type CellProps = Omit<ComponentProps<typeof CellBody>, 'cell'> & {
  cell: NoteCell;
  state: CellState | undefined;
  isFirst: boolean;
  isLast: boolean;
};

/** The line above a cell and its buttons: its kind, the name by which others read it, and whether it is up to date. */
export function CellFrame(props: CellProps & { isAdding: boolean; onAdding: (isAdding: boolean) => void }) {
  const t = useTranslations('notes');
  const { cell, state, isFirst, isLast, actions } = props;
  const { uid, type, name, isFolded } = cell;
  const frame = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const { edge, isDragged } = useCellDrag(uid, props.noteId, frame, handle, actions.place);
  const hasCaption = type === 'chart' || type === 'run' || type === 'comparison';
  const hasName = type === 'sql' || type === 'parameter';
  return (
    <div
      ref={frame}
      className={classes.frame}
      data-type={type}
      data-edge={edge}
      data-dragged={isDragged || undefined}
    >
      <div className={classes.cellHead}>
        <ActionIcon
          size="sm"
          aria-label={t(isFolded ? 'unfold' : 'fold')}
          aria-expanded={!isFolded}
          onClick={() => actions.change(uid, { isFolded: !isFolded })}
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
              if (cellNameSchema.safeParse(value).success) actions.change(uid, { name: value });
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
            onChange={({ currentTarget: { value } }) => actions.change(uid, { source: value })}
          />
        )}
        {state && (
          <span className={classes.state} data-state={state} title={t(`stateHelp.${state}`)}>
            {t(`state.${state}`)}
          </span>
        )}
        {isFolded && !hasCaption && <span className={classes.foldedLine}>{firstLine(cell.source)}</span>}
        <div className={classes.cellActions}>
          {/* Buttons do the same for the keyboard. */}
          <span ref={handle} className={classes.handle} title={t('dragCell')}>
            <IconGripVertical size={16} aria-hidden />
          </span>
          <ActionIcon
            {...looksDisabled(isFirst)}
            aria-label={t('moveUp')}
            onClick={() => actions.move(uid, -1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            {...looksDisabled(isLast)}
            aria-label={t('moveDown')}
            onClick={() => actions.move(uid, 1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('addBelow')}
            aria-expanded={props.isAdding}
            onClick={() => props.onAdding(!props.isAdding)}
          >
            <IconPlus size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('duplicateCell')} onClick={() => actions.duplicate(uid)}>
            <IconCopy size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('deleteCell')} onClick={() => actions.remove(uid)}>
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      </div>
      {!isFolded && (
        <CellBoundary>
          <CellBody {...props} />
        </CellBoundary>
      )}
    </div>
  );
}

/** Disabled for the eye and for what reads the page: the button of a cell that was moved to the end keeps the focus. */
function looksDisabled(isAtEnd: boolean) {
  return isAtEnd ? { 'aria-disabled': true, 'data-disabled': true } : {};
}

function firstLine(source: string): string {
  return source.trim().split('\n', 1)[0].slice(0, 200);
}

'use client';

import { useTranslations } from 'next-intl';
import { memo, useState } from 'react';
import { AddCell } from './add-cell';
import { CellAhead } from './cell-ahead';
import { CellFrame, type CellProps } from './cell-frame';
import classes from './notes.module.css';
import { WhenNear } from './when-near';

type Props = CellProps & {
  /** Uid of the last SQL cell of the note with a query, which a new chart draws. */
  lastQuery: string | undefined;
  /** Drawn although it is far from the screen. */
  isDue: boolean;
};

/** A cell of a note. Drawn anew only when something of itself changes: a note of hundreds is typed in. */
export const NoteCellView = memo(function NoteCellView({ isDue, lastQuery, ...props }: Props) {
  const t = useTranslations('notes');
  const { cell, run, actions } = props;
  const { uid, type } = cell;
  const [isAdding, setAdding] = useState(false);
  return (
    <section id={`cell-${uid}`} className={classes.cell} aria-label={t(`type.${type}`)}>
      <WhenNear isDue={isDue} ahead={<CellAhead cell={cell} pinned={run?.pinned} />}>
        <CellFrame {...props} isAdding={isAdding} onAdding={setAdding} />
      </WhenNear>
      {isAdding && (
        <AddCell
          lastQuery={lastQuery}
          isFocused
          onAdd={(added) => {
            setAdding(false);
            actions.addBelow(uid, added);
          }}
        />
      )}
    </section>
  );
});

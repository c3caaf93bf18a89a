'use client';

import type { CustomFloatingFilterDisplayProps } from 'ag-grid-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { GridRow } from './grid-row';
import classes from './results.module.css';

/** Milliseconds without a key before rows are filtered, so that large results do not stall typing. */
const PAUSE_MS = 150;

/** The filter of a column, under its name. What is typed is the filter; see `parseCellFilter`. */
export function FilterField({
  model,
  onModelChange,
  name,
}: CustomFloatingFilterDisplayProps<GridRow, unknown, string> & { name: string }) {
  const t = useTranslations('results');
  const [text, setText] = useState(model ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (model === null) setText('');
  }, [model]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <input
      className={classes.filter}
      aria-label={t('filterOf', { name })}
      placeholder={t('filterHint')}
      title={t('filterHelp')}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onModelChange(value === '' ? null : value), PAUSE_MS);
      }}
    />
  );
}

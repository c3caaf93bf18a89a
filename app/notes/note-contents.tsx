'use client';

import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { NoteCell } from '@/lib/domain/note-content';
import classes from './contents.module.css';
import { headingId, headingsOf } from './note-headings';
import { useFarHeading } from './use-far-heading';

function headingsIn({ uid, type, source, isFolded }: NoteCell) {
  if (type !== 'markdown') return [];
  return headingsOf(source).map((heading) => ({
    ...heading,
    // What is folded is not on the page: its cell is.
    id: isFolded ? `cell-${uid}` : headingId(uid, heading.place),
    key: headingId(uid, heading.place),
  }));
}

/**
 * The cells of a note with the table of its headings: beside them where `isBeside` and the screen is wide, else above,
 * folded.
 */
export function NoteContents(props: { cells: readonly NoteCell[]; isBeside: boolean; children: ReactNode }) {
  const t = useTranslations('writing');
  const [isOpen, setOpen] = useState(false);
  useFarHeading();
  const cells = useDeferredValue(props.cells);
  const headings = useMemo(() => cells.flatMap(headingsIn), [cells]);
  const top = Math.min(...headings.map(({ depth }) => depth));
  // The place in the tree stays, so that editors are not made anew when headings come and go.
  return (
    <div className={classes.layout} data-beside={(props.isBeside && headings.length > 1) || undefined}>
      {headings.length > 1 && (
        <nav className={classes.contents} aria-label={t('contents')}>
          <UnstyledButton className={classes.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
            {t('contents')}
          </UnstyledButton>
          <ul data-open={isOpen || undefined}>
            {headings.map(({ key, id, text, depth }) => (
              <li key={key} style={{ paddingLeft: 12 * Math.min(depth - top, 3) }}>
                <a href={`#${id}`} dir="auto">
                  {text || '…'}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div key="cells" className={classes.cells}>
        {props.children}
      </div>
    </div>
  );
}

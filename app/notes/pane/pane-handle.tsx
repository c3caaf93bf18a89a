import { useTranslations } from 'next-intl';
import type { PointerEvent } from 'react';
import classes from './note-pane.module.css';
import { LEAST_WIDTH, MOST_WIDTH } from './use-note-pane';

const KEY_STEP = 24;

/** The edge of the pane: dragged, or moved by the arrow keys, it makes the pane wider or narrower. */
export function PaneHandle({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const t = useTranslations('notes.pane');
  const follow = ({ clientX, currentTarget, pointerId }: PointerEvent<HTMLElement>) => {
    if (currentTarget.hasPointerCapture(pointerId)) onResize(window.innerWidth - clientX);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved has no element of its own
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('width')}
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      className={`${classes.handle} mantine-visible-from-md`}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={follow}
      onKeyDown={({ key }) => {
        if (key === 'ArrowLeft') onResize(width + KEY_STEP);
        if (key === 'ArrowRight') onResize(width - KEY_STEP);
      }}
    />
  );
}

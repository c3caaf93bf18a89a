import { startTransition, useEffect, useState } from 'react';
import { whenIdle } from '../shell/when-idle';

/** Cells that come drawn with the page: they fill a screen. */
const FIRST = 8;
/** Cells drawn in one turn while the page rests. */
const TURN = 8;

/**
 * How many cells from the top are drawn in full: those that fill a screen, then a few more whenever the page rests, until
 * all are. A long note is read and written at once, and its texts are found by the browser's search soon after.
 */
export function useDrawnCells(cells: number): number {
  const [drawn, setDrawn] = useState(FIRST);
  useEffect(() => {
    if (drawn >= cells) return;
    let isCurrent = true;
    void whenIdle().then(() => {
      if (isCurrent) startTransition(() => setDrawn((before) => before + TURN));
    });
    return () => {
      isCurrent = false;
    };
  }, [drawn, cells]);
  return drawn;
}

import { startTransition, useEffect, useState } from 'react';

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
    const draw = () => startTransition(() => setDrawn((before) => before + TURN));
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(draw, 50);
      return () => clearTimeout(timer);
    }
    const turn = requestIdleCallback(draw, { timeout: 1_000 });
    return () => cancelIdleCallback(turn);
  }, [drawn, cells]);
  return drawn;
}

import type { Cell } from '@/db/console/query-result';
import { shownText } from './cell-value';

/** Widest that a column is at first, in pixels; a cell's viewer shows the rest. */
const WIDEST = 420;
const NARROWEST = 72;
/** Pixels around the text of a cell; in a header also the sign of its order. */
const CELL_SPACE = 28;
const HEADER_SPACE = 44;
/** A blob's chip and its button. */
const BLOB_WIDTH = 150;
/** Rows whose texts decide how wide a column is. */
export const MEASURED_ROWS = 100;
const FONT_SIZE = '13px';

/** Measures how wide a column is to be for its first rows. Drawing no cell for it takes a hundredth of the time. */
export function columnMeasure(): (name: string, cells: Cell[]) => number {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const widthOf = (text: string, weight: number): number => {
    if (!context) return text.length * 8;
    context.font = `${weight} ${FONT_SIZE} ${family}`;
    return context.measureText(text).width;
  };
  return (name, first) => {
    const texts = first.map((cell) =>
      cell === null ? 'NULL' : typeof cell === 'object' ? '' : String(cell),
    );
    // The two longest by characters: of these the wider one is seldom beaten by a third.
    const longest = texts.sort((a, b) => b.length - a.length).slice(0, 2);
    const widths = longest.map((text) => widthOf(shownText(text).shown, 400) + CELL_SPACE);
    const blob = first.some((cell) => cell !== null && typeof cell === 'object') ? BLOB_WIDTH : 0;
    const widest = Math.max(widthOf(name, 600) + HEADER_SPACE, blob, ...widths);
    return Math.ceil(Math.max(NARROWEST, Math.min(WIDEST, widest)));
  };
}

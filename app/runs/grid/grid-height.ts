const HEADER_HEIGHT = 36;
/** CSS pixels, as in the grid's theme. */
export const ROW_HEIGHT = 32;
const LEAST_ROWS = 4;

/** Height of the box of a grid of so many rows, CSS pixels. */
export function gridHeight(rows: number, most: number): number {
  return Math.min(most, HEADER_HEIGHT + ROW_HEIGHT * Math.max(rows + 1, LEAST_ROWS));
}

/** A cell by the place of its row as it is shown, and of its column. */
export interface Place {
  row: number;
  column: number;
}

/** A rectangle of cells: where it was begun, and the corner that moves. */
export interface CellRange {
  anchor: Place;
  head: Place;
}

/** First and last row and column of a rectangle, all of them within it. */
export interface Rectangle {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function rectangleOf({ anchor, head }: CellRange): Rectangle {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

export function isInside(range: CellRange | undefined, { row, column }: Place): boolean {
  if (!range) return false;
  const { top, bottom, left, right } = rectangleOf(range);
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** True when the rectangle holds more than one cell. */
export function isWide({ anchor, head }: CellRange): boolean {
  return anchor.row !== head.row || anchor.column !== head.column;
}

/** How an arrow key moves a cell. */
export const ARROWS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/** The rectangle with its head moved by one step, or to the end of the grid; it stays within the grid. */
export function extended(
  range: CellRange,
  step: Place,
  toEnd: boolean,
  size: { rows: number; columns: number },
): CellRange {
  const go = (from: number, by: number, count: number) =>
    Math.max(0, Math.min(count - 1, from + (toEnd ? by * count : by)));
  return {
    anchor: range.anchor,
    head: {
      row: go(range.head.row, step.row, size.rows),
      column: go(range.head.column, step.column, size.columns),
    },
  };
}

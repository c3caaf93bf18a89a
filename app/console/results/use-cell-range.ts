'use client';

import type { GridApi } from 'ag-grid-community';
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { ARROWS, type CellRange, extended, isInside, isWide, type Place } from './cell-range';
import { columnId, focusedPlace, type GridRow, placeOf } from './grid-row';
import classes from './results.module.css';

/** Pixels from the edge of the rows within which a drag scrolls. */
const EDGE = 24;

/** Cells are marked by dragging, by Shift and a click, and by Shift and the arrows; one cell is what has the focus. */
export function useCellRange(
  box: RefObject<HTMLDivElement | null>,
  grid: RefObject<GridApi<GridRow> | undefined>,
  columnCount: number,
) {
  const [range, setRange] = useState<CellRange>();
  const latest = useRef<CellRange>(undefined);
  const isDragging = useRef(false);
  // The grid gives the focus to a cell that is clicked with Shift as well; the range is not begun anew there.
  const isExtended = useRef(false);

  const change = useCallback(
    (next: CellRange | undefined) => {
      latest.current = next;
      setRange(next);
      for (const cell of box.current?.querySelectorAll('.ag-cell') ?? []) {
        const place = placeOf(cell);
        const isMarked = next !== undefined && isWide(next) && place !== undefined && isInside(next, place);
        cell.classList.toggle(classes.marked, isMarked);
        cell.setAttribute('aria-selected', String(isMarked));
      }
    },
    [box],
  );

  useEffect(() => {
    const stop = () => {
      isDragging.current = false;
    };
    window.addEventListener('mouseup', stop);
    return () => window.removeEventListener('mouseup', stop);
  }, []);

  const extendTo = (head: Place) => {
    const anchor = latest.current?.anchor;
    if (anchor) change({ anchor, head });
  };

  return {
    range,
    /** Marks nothing; for rows that are shown in another order. */
    clear: useCallback(() => change(undefined), [change]),
    /** True for cells that are drawn while a range is marked. */
    isMarked: useCallback(
      (place: Place) =>
        latest.current !== undefined && isWide(latest.current) && isInside(latest.current, place),
      [],
    ),
    /** Follows the focus. The grid tells of it late, when a range may have been begun there already: that one stays. */
    onFocused: useCallback(
      (place: Place) => {
        const anchor = latest.current?.anchor;
        if (
          isDragging.current ||
          isExtended.current ||
          (anchor?.row === place.row && anchor.column === place.column)
        )
          return;
        change({ anchor: place, head: place });
      },
      [change],
    ),
    onMouseDownCapture: (event: MouseEvent) => {
      const place = placeOf(event.target);
      if (event.button !== 0 || !place) return;
      if (event.target instanceof Element && event.target.closest('a, button')) return;
      isDragging.current = true;
      isExtended.current = event.shiftKey && latest.current !== undefined;
      if (event.shiftKey && latest.current) {
        // The focus stays where the range was begun.
        event.preventDefault();
        event.stopPropagation();
        extendTo(place);
      } else {
        change({ anchor: place, head: place });
      }
    },
    onMouseMove: (event: MouseEvent) => {
      if (!isDragging.current || event.buttons !== 1 || !latest.current) return;
      const place = placeOf(event.target);
      const { head } = latest.current;
      if (place && (place.row !== head.row || place.column !== head.column)) extendTo(place);
      const rows = box.current?.querySelector('.ag-body-viewport')?.getBoundingClientRect();
      const api = grid.current;
      if (!rows || !api) return;
      if (event.clientY > rows.bottom - EDGE && head.row + 1 < api.getDisplayedRowCount())
        api.ensureIndexVisible(head.row + 1);
      if (event.clientY < rows.top + EDGE && head.row > 0) api.ensureIndexVisible(head.row - 1);
    },
    /** True when the key was for the range. */
    onKey: (event: KeyboardEvent): boolean => {
      isExtended.current = false;
      const api = grid.current;
      const focused = api && focusedPlace(api);
      if (!api || !focused || placeOf(event.target) === undefined) return false;
      const size = { rows: api.getDisplayedRowCount(), columns: columnCount };
      const isCommand = event.ctrlKey || event.metaKey;
      if (isCommand && event.key.toLowerCase() === 'a') {
        change({
          anchor: { row: 0, column: 0 },
          head: { row: size.rows - 1, column: size.columns - 1 },
        });
        return true;
      }
      const step = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined;
      if (!event.shiftKey || !step) return false;
      const next = extended(latest.current ?? { anchor: focused, head: focused }, step, isCommand, size);
      change(next);
      api.ensureIndexVisible(next.head.row);
      api.ensureColumnVisible(columnId(next.head.column));
      return true;
    },
  };
}

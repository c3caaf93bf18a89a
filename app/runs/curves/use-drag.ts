'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

const SHORTEST_PX = 6;

/** A stretch in pixels from the element's left edge. */
export interface Stretch {
  left: number;
  width: number;
}

/** Follows a drag across the element: the stretch while it lasts. A short one is a click and counts for nothing. */
export function useDrag(
  element: RefObject<HTMLElement | null>,
  handlers: { onStretch: (startPx: number, endPx: number) => void; onDoubleClick: () => void },
): Stretch | undefined {
  const [stretch, setStretch] = useState<Stretch>();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    let start: number | undefined;
    const placeOf = (event: PointerEvent) => event.clientX - target.getBoundingClientRect().left;
    const stretchTo = (place: number): Stretch | undefined => {
      if (start === undefined || Math.abs(place - start) < SHORTEST_PX) return undefined;
      return { left: Math.min(start, place), width: Math.abs(place - start) };
    };
    target.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        start = placeOf(event);
        target.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    target.addEventListener(
      'pointermove',
      (event) => {
        if (start !== undefined) setStretch(stretchTo(placeOf(event)));
      },
      { signal },
    );
    target.addEventListener(
      'pointerup',
      (event) => {
        const done = stretchTo(placeOf(event));
        start = undefined;
        setStretch(undefined);
        if (done) latest.current.onStretch(done.left, done.left + done.width);
      },
      { signal },
    );
    target.addEventListener(
      'pointercancel',
      () => {
        start = undefined;
        setStretch(undefined);
      },
      { signal },
    );
    target.addEventListener('dblclick', () => latest.current.onDoubleClick(), { signal });
    return () => leaving.abort();
  }, [element]);
  return stretch;
}

'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

const SHORTEST_PX = 6;

/** A stretch in pixels from the element's upper left corner. */
export interface Stretch {
  left: number;
  width: number;
  top: number;
  height: number;
}

/** Follows a drag across the element: the stretch while it lasts. A short one is a click and counts for nothing. */
export function useDrag(
  element: RefObject<HTMLElement | null>,
  handlers: { onStretch: (stretch: Stretch) => void; onDoubleClick: () => void },
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
    let start: { x: number; y: number } | undefined;
    const placeOf = (event: PointerEvent) => {
      const { left, top } = target.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const stretchTo = ({ x, y }: { x: number; y: number }): Stretch | undefined => {
      if (start === undefined || Math.abs(x - start.x) < SHORTEST_PX) return undefined;
      return {
        left: Math.min(start.x, x),
        width: Math.abs(x - start.x),
        top: Math.min(start.y, y),
        height: Math.abs(y - start.y),
      };
    };
    target.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        start = placeOf(event);
      },
      { signal },
    );
    target.addEventListener(
      'pointermove',
      (event) => {
        if (start === undefined) return;
        const next = stretchTo(placeOf(event));
        // Only a drag is followed beyond the element: a click belongs to what lies under the pointer.
        if (next && !target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
        setStretch(next);
      },
      { signal },
    );
    target.addEventListener(
      'pointerup',
      (event) => {
        const done = stretchTo(placeOf(event));
        start = undefined;
        setStretch(undefined);
        if (done) latest.current.onStretch(done);
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

'use client';

import { type ReactNode, useRef } from 'react';
import { useIsNear } from '../shell/use-is-near';

/** How far from the screen a cell is drawn ahead, CSS pixels. */
const AHEAD = 900;

/**
 * What is costly to draw, once it is near the screen or `isDue`: a long note would take seconds all at once. Until then
 * `ahead` stands there; what was drawn stays.
 */
export function WhenNear(props: { ahead: ReactNode; isDue?: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place, AHEAD);
  return <div ref={place}>{isNear || props.isDue ? props.children : props.ahead}</div>;
}

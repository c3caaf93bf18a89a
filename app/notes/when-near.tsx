'use client';

import { type ReactNode, useRef } from 'react';
import { useIsNear } from '../shell/use-is-near';

/** How far from the screen a cell is drawn ahead, CSS pixels. */
const AHEAD = 1_500;

/**
 * What is costly to draw, once it is near the screen: editors and grids of a long note would take seconds all at once.
 * Until then `ahead` stands there, and it stays when it has been near.
 */
export function WhenNear({ ahead, children }: { ahead: ReactNode; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place, AHEAD);
  return <div ref={place}>{isNear ? children : ahead}</div>;
}

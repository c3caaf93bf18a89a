'use client';

import { ScrollArea } from '@mantine/core';
import { type ReactNode, type RefObject, useRef } from 'react';

/** A box of limited height that scrolls, also by keyboard. */
export function ScrollBox(props: {
  label: string;
  viewportRef?: RefObject<HTMLDivElement | null>;
  onScroll?: (viewport: HTMLDivElement) => void;
  children: ReactNode;
}) {
  const own = useRef<HTMLDivElement>(null);
  const viewport = props.viewportRef ?? own;
  return (
    <ScrollArea.Autosize
      mah={360}
      viewportRef={viewport}
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': props.label }}
      onScrollPositionChange={() => viewport.current && props.onScroll?.(viewport.current)}
    >
      {props.children}
    </ScrollArea.Autosize>
  );
}

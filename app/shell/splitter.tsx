'use client';

import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import classes from './splitter.module.css';

/**
 * A line between two parts, which is dragged or moved by the arrow keys; a double click gives back the size of the
 * beginning.
 */
export function Splitter(props: {
  /** How the line lies: a horizontal one is moved up and down. */
  orientation: 'horizontal' | 'vertical';
  label: string;
  /** Size of the part that is told, in steps of so many CSS pixels. */
  value: number;
  min: number;
  max: number;
  stepPixels: number;
  /** Steps that a press of an arrow key moves it by; one when left out. */
  keySteps?: number;
  /** True when that part lies behind the line: then it grows against the reading direction. */
  isBehind?: boolean;
  onChange: (value: number) => void;
  onReset: () => void;
}) {
  const { orientation, label, value, min, max, stepPixels, keySteps = 1, isBehind } = props;
  const { onChange, onReset } = props;
  const drag = useRef<{ at: number; value: number }>(undefined);
  const isVertical = orientation === 'vertical';
  const direction = isBehind ? -1 : 1;
  const set = (wanted: number) => onChange(Math.min(max, Math.max(min, Math.round(wanted))));
  const placeOf = (event: PointerEvent) => (isVertical ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, number> = {
      [isVertical ? 'ArrowLeft' : 'ArrowUp']: value - direction * keySteps,
      [isVertical ? 'ArrowRight' : 'ArrowDown']: value + direction * keySteps,
      Home: min,
      End: max,
    };
    const wanted = keys[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    set(wanted);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between texts is no part that can be moved
    <div
      role="separator"
      className={classes.splitter}
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={onReset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { at: placeOf(event), value };
      }}
      onPointerMove={(event) => {
        if (drag.current)
          set(drag.current.value + (direction * (placeOf(event) - drag.current.at)) / stepPixels);
      }}
      onLostPointerCapture={() => {
        drag.current = undefined;
      }}
    />
  );
}

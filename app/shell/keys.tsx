'use client';

import { useSyncExternalStore } from 'react';
import classes from './jump.module.css';

const noChange = () => () => {};

/** The key that goes with letters for orders: Ctrl, or ⌘ on Apple's machines. */
export function useControlKey(): string {
  return useSyncExternalStore(
    noChange,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  );
}

/** Keys to press, one after another or together. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className={classes.keys}>
      {keys.map((key) => (
        <kbd key={key} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

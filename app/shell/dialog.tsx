'use client';

import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import classes from './jump.module.css';

/**
 * A window over the page that lives while it is mounted. The browser's own: it keeps the focus inside, closes by
 * Escape, and gives the focus back to where it was.
 */
export function Dialog(props: { label: string; isWide?: boolean; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const latest = useRef(props.onClose);
  useEffect(() => {
    latest.current = props.onClose;
  });
  // Before the element leaves the page, since closing it then would not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    // The event comes late: the window may be open again.
    const onClose = () => !element.open && latest.current();
    // A press beside the window: the dialog itself is hit, as what is in it covers it.
    const onPress = (event: PointerEvent) => {
      if (event.target === element) element.close();
    };
    element.addEventListener('close', onClose);
    element.addEventListener('pointerdown', onPress);
    element.showModal();
    return () => {
      element.removeEventListener('close', onClose);
      element.removeEventListener('pointerdown', onPress);
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      data-wide={props.isWide ? true : undefined}
      aria-label={props.label}
    >
      <div className={classes.window}>{props.children}</div>
    </dialog>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { LAUNCH, PLACES } from './places';

const TARGETS = new Map<string, string>([
  ...PLACES.map(({ letter, href }): [string, string] => [letter, href]),
  [LAUNCH.letter, LAUNCH.href],
]);

/** How long the second key of `g r` may take. */
const SEQUENCE_MS = 1500;

const TYPING = 'input, textarea, select, [contenteditable], .monaco-editor, [role="textbox"]';
/** Monaco has orders of its own that begin with Ctrl+K. */
const EDITOR = '.monaco-editor';
const DIALOG = 'dialog[open], [role="dialog"][aria-modal="true"]';

function isWithin(event: KeyboardEvent, selector: string): boolean {
  return event.target instanceof Element && event.target.closest(selector) !== null;
}

/** True for a key that goes into a text, or that a dialog has. */
export function isTyping(event: KeyboardEvent): boolean {
  return isWithin(event, TYPING) || document.querySelector(DIALOG) !== null;
}

/**
 * The keys that work on every page: Ctrl or Cmd+K asks where to go, `?` lists the keys, `g` and a letter goes to a
 * place, `n` opens and closes the note beside the page. Plain keys do nothing while somebody types or a dialog is open.
 */
export function useShortcuts(act: { onJump: () => void; onHelp: () => void; onNote?: () => void }): void {
  const router = useRouter();
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    let begunAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const { key } = event;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        if (key.toLowerCase() !== 'k' || isWithin(event, EDITOR)) return;
        event.preventDefault();
        latest.current.onJump();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event)) return;
      const target = TARGETS.get(key.toLowerCase());
      const isSecond = event.timeStamp - begunAt < SEQUENCE_MS;
      if (key !== 'Shift') begunAt = Number.NEGATIVE_INFINITY;
      if (isSecond && target !== undefined) router.push(target);
      else if (key === 'g') begunAt = event.timeStamp;
      else if (key === '?') latest.current.onHelp();
      else if (key === 'n' && latest.current.onNote) latest.current.onNote();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}

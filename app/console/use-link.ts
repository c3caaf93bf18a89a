'use client';

import { useEffect, useRef, useState } from 'react';
import type { SavedQuery } from '@/db/saved-queries';
import { type LinkedSql, linkOfHash } from './permalink';

/**
 * Opens what a link carries, once the tabs are loaded: SQL in its fragment, or a saved query. It runs nothing. True once
 * that is done: what is run before would be another text.
 */
export function useLink(
  isLoaded: boolean,
  linked: SavedQuery | undefined,
  on: { sql: (link: LinkedSql) => void; saved: (query: SavedQuery) => void },
): boolean {
  const [isDone, setDone] = useState(false);
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    if (!isLoaded) return;
    const fill = () => {
      const link = linkOfHash(window.location.hash);
      if (!link) return;
      latest.current.sql(link);
      // The tab keeps the text: a reload is to show what was made of it.
      window.history.replaceState(null, '', window.location.pathname);
    };
    fill();
    if (linked) {
      latest.current.saved(linked);
      window.history.replaceState(null, '', window.location.pathname);
    }
    setDone(true);
    window.addEventListener('hashchange', fill);
    return () => window.removeEventListener('hashchange', fill);
  }, [isLoaded, linked]);
  return isDone;
}

'use client';

import { useCallback, useState } from 'react';
import { type ConsoleLayout, LAYOUT_COOKIE, layoutText } from './console-layout';

const YEAR_SECONDS = 365 * 24 * 3600;

/** The sizes of the parts of the console, kept in this browser. */
export function useLayout(first: ConsoleLayout) {
  const [layout, setLayout] = useState(first);
  const change = useCallback(
    (part: ConsoleLayout) =>
      setLayout((before) => {
        const next = { ...before, ...part };
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there without TLS
        document.cookie = `${LAYOUT_COOKIE}=${layoutText(next)}; path=/console; max-age=${YEAR_SECONDS}; samesite=lax`;
        return next;
      }),
    [],
  );
  return { layout, change };
}

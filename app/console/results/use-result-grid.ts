'use client';

import { useEffect, useState } from 'react';

type ResultGrid = typeof import('./result-grid').ResultGrid;

let loaded: ResultGrid | undefined;

async function load(): Promise<ResultGrid> {
  loaded = (await import('./result-grid')).ResultGrid;
  return loaded;
}

// The grid's library is large: it comes when the page is there, so that the first result does not wait for it.
if (typeof window !== 'undefined') {
  const begin = () => setTimeout(() => void load(), 500);
  if (document.readyState === 'complete') begin();
  else window.addEventListener('load', begin, { once: true });
}

/**
 * The grid, or undefined while its code is on its way. Not by `next/dynamic`: where that has shown what stands in for
 * a part, React waits another 300 ms before it shows the part.
 */
export function useResultGrid(): ResultGrid | undefined {
  const [grid, setGrid] = useState<ResultGrid | undefined>(() => loaded);
  useEffect(() => {
    if (loaded === undefined) void load().then((found) => setGrid(() => found));
  }, []);
  return grid;
}

'use client';

import { useCallback, useEffect, useState } from 'react';
import { MOST_SMOOTHING, type ShownWindow, type XMode } from './curve-x';

/** How a person likes curves drawn; kept in the browser. */
export interface CurveSettings {
  smoothing: number;
  isLog: boolean;
  xMode: XMode;
}

const STORED_AS = 'lathe-curves';
const USUAL: CurveSettings = { smoothing: 0, isLog: false, xMode: 'step' };

/** The settings, read from the browser once the page is there, and how to change some of them. */
export function useCurveSettings(): [CurveSettings, (change: Partial<CurveSettings>) => void] {
  const [settings, setSettings] = useState(USUAL);
  useEffect(() => setSettings(storedSettings()), []);
  const change = useCallback((changed: Partial<CurveSettings>) => {
    setSettings((known) => {
      const next = { ...known, ...changed };
      try {
        localStorage.setItem(STORED_AS, JSON.stringify(next));
      } catch {
        // Without storage the settings last as long as the page.
      }
      return next;
    });
  }, []);
  return [settings, change];
}

function storedSettings(): CurveSettings {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<Record<string, unknown>>;
    return {
      smoothing:
        typeof stored.smoothing === 'number' ? Math.min(Math.max(stored.smoothing, 0), MOST_SMOOTHING) : 0,
      isLog: stored.isLog === true,
      xMode: stored.xMode === 'epoch' || stored.xMode === 'time' ? stored.xMode : 'step',
    };
  } catch {
    return USUAL;
  }
}

const PARAM = 'steps';

/** The steps that the address asks for as `?steps=FROM..TO`. */
export function windowFromAddress(): ShownWindow | undefined {
  const match = /^(-?\d+)\.\.(-?\d+)$/.exec(new URLSearchParams(window.location.search).get(PARAM) ?? '');
  if (!match) return undefined;
  const [from, to] = match.slice(1).map(Number);
  return to > from ? { from, to } : undefined;
}

/** Puts the shown steps into the address, so that it can be sent to somebody. */
export function windowToAddress(shown: ShownWindow | undefined): void {
  const address = new URL(window.location.href);
  if (shown) address.searchParams.set(PARAM, `${shown.from}..${shown.to}`);
  else address.searchParams.delete(PARAM);
  window.history.replaceState(null, '', address);
}

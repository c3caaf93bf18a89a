'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SavedView } from '@/db/saved-views';
import { addressOfView, type GridView, isSameView, viewFromAddress } from './view-state';

/** The view that is shown, the saved view it comes from, and how to change it. */
export interface ViewState {
  view: GridView;
  named: SavedView | undefined;
  /** True for the view without any choice made. */
  isUsual: boolean;
  /** Each change is a step that the back button undoes, but for those that `replaces` the last one. */
  change(part: Partial<GridView>, replaces?: boolean): void;
  /** Shows a saved view, or the default without one. */
  open(named: SavedView | undefined): void;
}

/**
 * The view of a grid. It lives in the address, so that a link shows the same and the back button goes back; in a grid
 * that is only a part of a page, `inAddress` false, it lives in the component.
 */
export function useViewState(inAddress: boolean, views: readonly SavedView[], fallback: GridView): ViewState {
  const parameters = useSearchParams();
  const [first] = useState(fallback);
  // What was just chosen is shown at once; the router tells the new address a moment later.
  const [ahead, setAhead] = useState<{
    view: GridView;
    named?: SavedView;
    since: URLSearchParams | undefined;
  }>();
  const { view, named } = useMemo(() => {
    if (ahead && (!inAddress || ahead.since === parameters)) return { view: ahead.view, named: ahead.named };
    return inAddress
      ? viewFromAddress(new URLSearchParams(parameters), views, first)
      : { view: first, named: undefined };
  }, [inAddress, parameters, views, first, ahead]);
  // Two changes may come before the address is read again: the second one goes out from the first.
  const latest = useRef({ view, named });
  useEffect(() => {
    latest.current = { view, named };
  }, [view, named]);

  const put = useCallback(
    (next: GridView, from: SavedView | undefined, replaces: boolean) => {
      latest.current = { view: next, named: from };
      if (!inAddress) return setAhead({ view: next, since: undefined });
      const text = addressOfView(new URLSearchParams(location.search), next, first, from).toString();
      const address = text ? `?${text}` : location.pathname;
      if (text === location.search.slice(1)) return;
      setAhead({ view: next, named: from, since: parameters });
      if (replaces) history.replaceState(null, '', address);
      else history.pushState(null, '', address);
    },
    [inAddress, first, parameters],
  );
  const change = useCallback(
    (part: Partial<GridView>, replaces = false) =>
      put({ ...latest.current.view, ...part }, latest.current.named, replaces),
    [put],
  );
  const open = useCallback(
    (from: SavedView | undefined) => put(from?.state ?? first, from, false),
    [put, first],
  );
  return { view, named, isUsual: isSameView(view, first), change, open };
}

'use client';

import { useState } from 'react';
import type { SavedQuery } from '@/db/saved-queries';
import { readSavedQueries } from './saved-actions';
import type { ConsoleTab, useTabs } from './use-tabs';

/** Which saved query each tab shows, and how it was when the tab took it. */
export function useSavedQuery(
  tab: ConsoleTab,
  { open, change }: Pick<ReturnType<typeof useTabs>, 'open' | 'change'>,
) {
  const [known, setKnown] = useState<Readonly<Record<string, SavedQuery>>>({});
  const keep = (query: SavedQuery) => setKnown((before) => ({ ...before, [query.uid]: query }));
  const shown = tab.saved && known[tab.saved.uid];
  return {
    /** The one that the tab shows, at the revision that its text was taken from; undefined until it is known. */
    base: shown && tab.saved ? { ...shown, openedRevision: tab.saved.revision } : undefined,
    /** Opens a tab with one. */
    open: (query: SavedQuery) => {
      keep(query);
      const { name, sql, params, chart, uid, revision, connection } = query;
      open({
        ...{ title: name, sql, params, connection },
        chart: chart ?? undefined,
        saved: { uid, revision },
      });
    },
    /** Reads the one that the tab shows again: after a reload the tab knows no more than which it is. */
    read: async () => {
      const uid = tab.saved?.uid;
      if (uid === undefined || known[uid]) return;
      const found = (await readSavedQueries().catch(() => [])).find((query) => query.uid === uid);
      if (found) keep(found);
    },
    /** Has the tab show one that was saved from it. */
    show: (query: SavedQuery) => {
      keep(query);
      change(tab.id, { title: query.name, saved: { uid: query.uid, revision: query.revision } });
    },
  };
}

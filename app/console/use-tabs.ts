'use client';

import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { chartSpecSchema } from '@/lib/domain/chart-spec';
import { typedParamsSchema } from '@/lib/domain/typed-param';
import { randomId } from './random-id';
import { keepKeyOwn, storeForWindow, windowKey } from './window-key';

const tabSchema = z.object({
  id: z.string(),
  title: z.string(),
  sql: z.string(),
  params: typedParamsSchema.default({}),
  /** Where it is asked; '' for the tracking database. */
  connection: z.string().default(''),
  chart: chartSpecSchema.optional(),
  /** The saved query it shows, and the revision that the text was taken from. */
  saved: z.object({ uid: z.string(), revision: z.number() }).optional(),
});
const stateSchema = z.object({ tabs: z.array(tabSchema).min(1), active: z.string() });

/** A text with its parameters, under a title. */
export type ConsoleTab = z.infer<typeof tabSchema>;

function stored(): z.infer<typeof stateSchema> | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(localStorage.getItem(windowKey()) ?? '')).data;
  } catch {
    return undefined;
  }
}

function store(state: z.infer<typeof stateSchema>): void {
  try {
    storeForWindow(JSON.stringify(state));
  } catch {
    // A full or forbidden storage: the texts live as long as the page.
  }
}

/** The first title by a number that no tab has, from the number of tabs on. */
export function newTitle(tabs: readonly ConsoleTab[], titleOf: (number: number) => string): string {
  let number = tabs.length + 1;
  while (tabs.some(({ title }) => title === titleOf(number))) number += 1;
  return titleOf(number);
}

/** The tabs of the console; what is typed survives a reload. `close` gives what opens the tab again. */
export function useTabs(first: { title: string; sql: string }) {
  const [state, setState] = useState(() => {
    const tab: ConsoleTab = { id: 'first', params: {}, connection: '', ...first };
    return { tabs: [tab], active: tab.id };
  });
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    const found = stored();
    if (found) setState(found);
    setLoaded(true);
    return keepKeyOwn();
  }, []);
  useEffect(() => {
    if (isLoaded) store(state);
  }, [state, isLoaded]);

  const tab = state.tabs.find(({ id }) => id === state.active) ?? state.tabs[0];
  const change = useCallback(
    (id: string, part: Partial<ConsoleTab>) =>
      setState((before) => ({
        ...before,
        tabs: before.tabs.map((one) => (one.id === id ? { ...one, ...part } : one)),
      })),
    [],
  );
  const open = useCallback((content: Omit<ConsoleTab, 'id'>) => {
    const id = randomId();
    setState((before) => ({ tabs: [...before.tabs, { id, ...content }], active: id }));
  }, []);
  const close = (id: string) => {
    const at = state.tabs.findIndex((one) => one.id === id);
    const closed = state.tabs[at];
    setState((before) => {
      const tabs = before.tabs.filter((one) => one.id !== id);
      if (tabs.length === 0) return before;
      const active = before.active === id ? tabs[Math.max(0, at - 1)].id : before.active;
      return { tabs, active };
    });
    return () => setState(({ tabs }) => ({ tabs: tabs.toSpliced(at, 0, closed), active: id }));
  };
  const select = useCallback((id: string) => setState((before) => ({ ...before, active: id })), []);
  return { tabs: state.tabs, tab, isLoaded, change, open, close, select };
}

'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Mentioned } from '@/db/queries/mentioned';
import type { MentionedKind } from '@/lib/domain/note-mentions';
import { useRunChanges } from '../live/live-provider';
import { readMentions } from './mention-actions';

const Known = createContext<readonly Mentioned[]>([]);

/** Tells the mentions below it what was known when the page was made, so that nothing moves when they are drawn. */
export function MentionedProvider({ known, children }: { known: readonly Mentioned[]; children: ReactNode }) {
  return <Known value={known}>{children}</Known>;
}

type Waiting = { kind: MentionedKind; id: number; take: (mentioned: Mentioned) => void };
let waiting: Waiting[] = [];

/** Asks for one; those that are asked for in the same moment go in one request. */
function ask(one: Waiting): void {
  if (waiting.push(one) > 1) return;
  setTimeout(async () => {
    const asked = waiting;
    waiting = [];
    // The server is away: what is drawn stays, and the next change asks again.
    const found = await readMentions(asked.map(({ kind, id }) => ({ kind, id }))).catch(() => []);
    found.forEach((mentioned, index) => {
      asked[index].take(mentioned);
    });
  });
}

/** What a mention names, kept current; undefined until it is known. */
export function useMentioned(kind: MentionedKind, id: number): Mentioned | undefined {
  const initial = useContext(Known).find((one) => one.kind === kind && one.id === id);
  const [mentioned, setMentioned] = useState(initial);
  useEffect(() => {
    if (!initial) ask({ kind, id, take: setMentioned });
  }, [kind, id, initial]);
  useRunChanges(({ runs, areMore }) => {
    if (areMore || (kind === 'run' && runs.some((run) => run.id === id)))
      ask({ kind, id, take: setMentioned });
  });
  return mentioned;
}

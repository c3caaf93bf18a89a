'use client';

import { useEffect, useRef, useState } from 'react';
import { fetchDescription } from './query-requests';

/** How long the typing rests before the engine is asked for the parameters. */
const PAUSE_MS = 350;

/** A text that may hold a parameter at all; what is one, the engine says. */
const MARK = /[:@$?]/;

/**
 * The parameters of some statements, as the engine names them, each once. One that the engine does not take, as while it
 * is typed, keeps those that were known and still stand in it, and takes none from the others.
 */
export function useParams(statements: readonly string[], connection: string): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  const text = JSON.stringify([connection, ...statements.filter((sql) => MARK.test(sql))]);
  const described = useRef(new Map<string, readonly string[]>());
  useEffect(() => {
    const [where, ...asked] = JSON.parse(text) as string[];
    if (asked.length === 0) {
      setNames([]);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const found = new Map<string, readonly string[]>();
      const refused: string[] = [];
      for (const sql of asked) {
        const key = JSON.stringify([where, sql]);
        const parameters = described.current.get(key) ?? (await fetchDescription(sql, where))?.parameters;
        if (!isCurrent) return;
        if (parameters) found.set(key, parameters);
        else refused.push(sql);
      }
      // What still stands in the text is not asked for again.
      described.current = found;
      setNames((before) => {
        const kept = before.filter((name) => refused.some((sql) => sql.includes(name)));
        return [...new Set([...[...found.values()].flat(), ...kept])];
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  return names;
}

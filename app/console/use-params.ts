'use client';

import { useEffect, useState } from 'react';
import { fetchDescription } from './query-requests';

/** How long the typing rests before the engine is asked for the parameters. */
const PAUSE_MS = 350;

/** A text that may hold a parameter at all; what is one, the engine says. */
const MARK = /[:@$?]/;

/** The parameters of a statement, as the engine names them; those of the last whole statement while one is typed. */
export function useParams(sql: string, connection: string): readonly string[] {
  const [known, setKnown] = useState<{ sql: string; parameters: readonly string[] }>({
    sql: '',
    parameters: [],
  });
  useEffect(() => {
    if (!MARK.test(sql)) {
      setKnown({ sql, parameters: [] });
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const description = await fetchDescription(sql, connection);
      if (isCurrent && description) setKnown({ sql, parameters: description.parameters });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [sql, connection]);
  return known.parameters;
}

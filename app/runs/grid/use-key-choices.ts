import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { RunColumnChoices } from '@/db/queries/run-grid-types';
import { type GridScope, readColumnChoices } from './grid-requests';

const SEARCH_PAUSE_MS = 120;

/** Keys asked for at once; more cannot be looked through anyway. */
const MOST_KEYS = 60;

const NONE: RunColumnChoices = { params: [], metrics: [], isComplete: true };

/** Keys of params and metrics that contain the text, searched on the server; the last ones until newer arrive. */
export function useKeyChoices(scope: GridScope, search: string, isWanted: boolean): RunColumnChoices {
  const [choices, setChoices] = useState(NONE);
  const [text] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const { experimentId, parentRunId } = scope;
  useEffect(() => {
    if (!isWanted) return;
    const leaving = new AbortController();
    readColumnChoices({ experimentId, parentRunId }, text, MOST_KEYS, leaving.signal)
      .then(setChoices)
      // An interrupted or failed search leaves the last keys; the next letter asks again.
      .catch(() => {});
    return () => leaving.abort();
  }, [experimentId, parentRunId, text, isWanted]);
  return choices;
}

import { useEffect, useMemo, useState } from 'react';
import type { RunVocabulary } from '@/db/queries/run-vocabulary';
import type { FilterVocabulary } from '@/lib/domain/run-filter-completion';
import { type GridScope, readVocabulary } from './grid-requests';
import { useKeyChoices } from './use-key-choices';

const NOTHING: RunVocabulary = { tags: [], values: {} };

/** What the filter line can propose for the text at the cursor; read when the field is first used. */
export function useFilterVocabulary(scope: GridScope, text: string, isWanted: boolean): FilterVocabulary {
  const { params, metrics } = useKeyChoices(scope, text, isWanted);
  const [known, setKnown] = useState<RunVocabulary>();
  const isMissing = isWanted && known === undefined;
  useEffect(() => {
    // Without an answer the grammar alone is proposed.
    if (isMissing) readVocabulary().then(setKnown, () => setKnown(NOTHING));
  }, [isMissing]);
  return useMemo(() => ({ params, metrics, ...(known ?? NOTHING) }), [params, metrics, known]);
}

import { useMemo } from 'react';
import type { FilterVocabulary } from '@/lib/domain/run-filter-completion';
import type { GridScope } from './grid-requests';
import { useKeyChoices } from './use-key-choices';

/** What the filter line can propose for the text at the cursor. */
export function useFilterVocabulary(scope: GridScope, text: string, isWanted: boolean): FilterVocabulary {
  const { params, metrics } = useKeyChoices(scope, text, isWanted);
  return useMemo(() => ({ params, metrics, tags: [] }), [params, metrics]);
}

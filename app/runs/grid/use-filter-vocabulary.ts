import { useEffect, useMemo, useState } from 'react';
import type { RunVocabulary } from '@/db/queries/run-vocabulary';
import { columnId, FACT_COLUMNS } from '@/lib/domain/run-columns';
import { type FilterVocabulary, keySearchAt, paramWithValueAt } from '@/lib/domain/run-filter-completion';
import { useColumnName } from './column-names';
import { type GridScope, readParamValues, readVocabulary } from './grid-requests';
import { useKeyChoices } from './use-key-choices';

const NOTHING: RunVocabulary = { tags: [], values: {} };

/** What the filter line can propose at the cursor; read when the field is first used. */
export function useFilterVocabulary(
  scope: GridScope,
  text: string,
  cursor: number,
  isWanted: boolean,
): FilterVocabulary {
  const { params, metrics } = useKeyChoices(scope, keySearchAt(text, cursor), isWanted);
  const nameOf = useColumnName();
  const names = useMemo(() => Object.fromEntries(FACT_COLUMNS.map(({ id }) => [id, nameOf(id)])), [nameOf]);
  const paramValues = useParamValues(isWanted ? paramWithValueAt(text, cursor) : undefined);
  const [known, setKnown] = useState<RunVocabulary>();
  const isMissing = isWanted && known === undefined;
  useEffect(() => {
    // Without an answer the grammar alone is proposed.
    if (isMissing) readVocabulary().then(setKnown, () => setKnown(NOTHING));
  }, [isMissing]);
  return useMemo(() => {
    const { tags, values } = known ?? NOTHING;
    return { params, metrics, tags, names, values: { ...values, ...paramValues } };
  }, [params, metrics, names, known, paramValues]);
}

/** The values that a param has in runs, under its column id. */
function useParamValues(key: string | undefined): Record<string, readonly string[]> {
  const [values, setValues] = useState<Record<string, readonly string[]>>({});
  useEffect(() => {
    if (key === undefined) return;
    const leaving = new AbortController();
    readParamValues(key, leaving.signal)
      .then((found) => setValues({ [columnId({ type: 'param', key })]: found }))
      // Nothing is proposed then; a value can be typed all the same.
      .catch(() => {});
    return () => leaving.abort();
  }, [key]);
  return values;
}

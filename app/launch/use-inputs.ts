'use client';

import { useEffect, useRef, useState } from 'react';
import type { LaunchInputs } from '@/db/queries/launch-inputs';
import { searchInputs } from './actions';

const PAUSE_MS = 250;

/** The inputs known to the page; `search` adds those of the store that it was not sent. */
export function useInputs(first: LaunchInputs): { found: LaunchInputs; search: (text: string) => void } {
  const [found, setFound] = useState(first);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text: string) => {
    clearTimeout(timer.current);
    if (first.total <= first.inputs.length || text.trim() === '') return;
    timer.current = setTimeout(() => {
      searchInputs(text.slice(0, 200)).then((more) => setFound((known) => merged(known, more)));
    }, PAUSE_MS);
  };
  return { found, search };
}

/** Both together; networks of the second move behind those of the first. */
export function merged(known: LaunchInputs, more: LaunchInputs): LaunchInputs {
  const keyOf = ({ runId, modelId }: LaunchInputs['inputs'][number]) => `${runId} ${modelId}`;
  const seen = new Set(known.inputs.map(keyOf));
  const added = more.inputs
    .filter((input) => !seen.has(keyOf(input)))
    .map((input) => ({
      ...input,
      network: input.network === null ? null : input.network + known.networks.length,
    }));
  if (added.length === 0) return known;
  return {
    inputs: [...known.inputs, ...added],
    networks: [...known.networks, ...more.networks],
    total: known.total,
  };
}

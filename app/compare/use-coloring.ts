'use client';

import { useComputedColorScheme } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { type Coloring, colorRuns } from './colors';
import { type ColumnValues, valuesOf } from './columns';
import { type Words, wordOf } from './words';

/** Colours of the runs by the chosen column, in the scheme of the page. */
export function useColoring(runs: readonly ComparedRun[], column: string, columns: ColumnValues): Coloring {
  const scheme = useComputedColorScheme('light');
  const words: Words = useTranslations('words');
  return useMemo(() => {
    const coloring = colorRuns(runs, column, valuesOf(column, runs, columns), scheme);
    return {
      ...coloring,
      keys: coloring.keys.map((key) => ({ ...key, label: wordOf(column, key.label, words) })),
    };
  }, [runs, column, columns, scheme, words]);
}

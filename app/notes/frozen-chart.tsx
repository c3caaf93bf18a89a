'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { PinnedResult } from '@/db/notes/note-results';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import { fitsChart, usualChart } from '../console/results/chart-choice';

const ResultChart = dynamic(
  () => import('../console/results/result-chart').then((module) => module.ResultChart),
  { ssr: false, loading: () => <Skeleton height={380} /> },
);

/** A chart over a result that a version keeps, as it was drawn: there is nothing to choose. */
export function FrozenChart({ result, spec }: { result: PinnedResult; spec: ChartSpec | null }) {
  const chart = spec && fitsChart(spec, result.columns) ? spec : usualChart(result);
  return <ResultChart result={result} chart={chart} />;
}

'use client';

import { useState } from 'react';
import type { PinnedResult } from '@/db/notes/note-results';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import { fitsChart, usualChart } from '../console/results/chart-choice';
import { ChartPanel } from '../console/results/chart-panel';

/** A chart over a result that a version keeps; what is chosen in it is for the eye, and not kept. */
export function FrozenChart({ result, spec }: { result: PinnedResult; spec: ChartSpec | null }) {
  const [chart, setChart] = useState(spec && fitsChart(spec, result.columns) ? spec : usualChart(result));
  return <ChartPanel result={result} chart={chart} height={380} onChange={setChart} />;
}

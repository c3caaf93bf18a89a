'use client';

import { useMemo } from 'react';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { epochsByRun, unitOf, windowsOf } from './curve-places';
import type { CompareSettings } from './settings';
import { type ComparedCurve, useCurves } from './use-curves';

const NONE: readonly ComparedCurve[] = [];

/** The curves of the shown part of the x axis in full detail, and what places them on the axis. */
export function useShownCurves(
  runs: readonly ComparedRun[],
  metric: string | undefined,
  { against, zoom }: CompareSettings,
  epochKeys: readonly string[],
) {
  const mode = against === 'epoch' && epochKeys.length === 0 ? 'step' : against;
  const hasTimes = mode === 'time';
  const isEpoch = mode === 'epoch';
  const first = useCurves(runs, { metric: isEpoch ? epochKeys[0] : undefined, hasTimes: false });
  const second = useCurves(runs, { metric: isEpoch ? epochKeys[1] : undefined, hasTimes: false });
  const ends = useMemo(
    () => epochsByRun([...(first.value ?? NONE), ...(second.value ?? NONE)]),
    [first.value, second.value],
  );
  // Which steps a part of the time holds is only seen in the curves as a whole.
  const whole = useCurves(runs, { metric: zoom && hasTimes ? metric : undefined, hasTimes });
  const isPlaced = isEpoch ? first.value !== undefined : !(zoom && hasTimes) || whole.value !== undefined;
  const windows = useMemo(
    () =>
      zoom && isPlaced
        ? windowsOf(runs, zoom, { mode, epochs: ends, whole: whole.value ?? NONE })
        : undefined,
    [runs, zoom, isPlaced, mode, ends, whole.value],
  );
  const answer = useCurves(runs, { metric: isPlaced ? metric : undefined, hasTimes, windows });
  const curves = answer.value ?? NONE;
  const unit = useMemo(() => unitOf(curves, new Map(runs.map((run) => [run.id, run]))), [curves, runs]);
  return { mode, curves, ends, unit, answer } as const;
}

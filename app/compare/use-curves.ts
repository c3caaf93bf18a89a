'use client';

import { useEffect, useRef, useState } from 'react';
import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ShownWindow } from '../runs/curves/curve-x';
import type { Answer } from './use-answer';

/** The points of a metric of one run; values may be NaN or infinite. */
export interface ComparedCurve {
  runId: number;
  pointCount: number;
  steps: number[];
  values: number[];
  /** When each point was recorded; empty unless asked for. */
  recordedAt: number[];
}

/** As JSON brings it: values that are no finite number are words. */
interface Reply {
  curves: (Omit<ComparedCurve, 'values' | 'recordedAt'> & {
    values: (number | string)[];
    recordedAt?: number[];
  })[];
}

/** What is asked of each run. */
export interface CurvesAsked {
  /** Nothing is read while it is undefined. */
  metric: string | undefined;
  hasTimes: boolean;
  /** Steps of each run; all of them when undefined. */
  windows?: ReadonlyMap<number, ShownWindow>;
}

const WHOLE = '';

/**
 * The curves of a metric by run. A run is read again when it has recorded something or other steps are asked for;
 * what is known stays until the new points are there.
 */
export function useCurves(
  runs: readonly ComparedRun[],
  { metric, hasTimes, windows }: CurvesAsked,
): Answer<readonly ComparedCurve[]> {
  const [answer, setAnswer] = useState<Answer<readonly ComparedCurve[]>>({
    value: undefined,
    error: undefined,
    isLoading: metric !== undefined,
  });
  const known = useRef({ of: '', byRun: new Map<number, { stamp: string; curve?: ComparedCurve }>() });
  useEffect(() => {
    if (metric === undefined) return;
    const of = `${metric} ${hasTimes}`;
    if (known.current.of !== of) known.current = { of, byRun: new Map() };
    const { byRun } = known.current;
    const stepsOf = (id: number) => {
      const window = windows?.get(id);
      return window ? `${window.from}..${window.to}` : WHOLE;
    };
    const stampOf = ({ id, revision }: ComparedRun) => `${revision} ${stepsOf(id)}`;
    const tell = () =>
      setAnswer({
        value: runs.flatMap(({ id }) => byRun.get(id)?.curve ?? []),
        error: undefined,
        isLoading: false,
      });
    const missing = runs.filter((run) => byRun.get(run.id)?.stamp !== stampOf(run));
    if (missing.length === 0) {
      tell();
      return;
    }
    const leaving = new AbortController();
    setAnswer((last) => ({ ...last, isLoading: true }));
    const steps = missing.map(({ id }) => stepsOf(id));
    const query = new URLSearchParams({
      runs: missing.map(({ id }) => id).join(','),
      metric,
      of: String(runs.length),
      times: hasTimes ? '1' : '',
      steps: steps.every((one) => one === steps[0]) ? steps[0] : steps.join(','),
    });
    fetch(`/api/compare/curves?${query}`, { signal: leaving.signal })
      .then(async (response) => {
        const body = await response.json();
        if (!response.ok) throw new Error(body?.error?.message ?? response.statusText);
        const found = new Map((body as Reply).curves.map((curve) => [curve.runId, curve]));
        for (const run of missing) {
          const curve = found.get(run.id);
          byRun.set(run.id, {
            stamp: stampOf(run),
            curve: curve && { recordedAt: [], ...curve, values: curve.values.map(Number) },
          });
        }
        tell();
      })
      .catch((error: unknown) => {
        if (leaving.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setAnswer((last) => ({ ...last, error: message, isLoading: false }));
      });
    return () => leaving.abort();
  }, [runs, metric, hasTimes, windows]);
  return answer;
}

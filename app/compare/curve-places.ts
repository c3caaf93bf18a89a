import type { ComparedRun } from '@/db/queries/compare-runs';
import {
  type EpochEnds,
  epochAt,
  epochEnds,
  type ShownWindow,
  stepAtEpoch,
  timeUnit,
  type XMode,
} from '../runs/curves/curve-x';
import type { ComparedCurve } from './use-curves';

const SECOND_MS = 1_000;
/** A window without a step. */
const NOWHERE: ShownWindow = { from: 0, to: -1 };

/** From when the times of a run are counted. */
function startOf({ startedAt, createdAt }: ComparedRun): number {
  return startedAt ?? createdAt;
}

/** The epochs of each run that has recorded them, by any of the metrics for that. */
export function epochsByRun(curves: readonly ComparedCurve[]): ReadonlyMap<number, EpochEnds> {
  const ends = new Map<number, EpochEnds>();
  for (const curve of curves) if (!ends.has(curve.runId)) ends.set(curve.runId, epochEnds(curve));
  return ends;
}

/** The unit in which the times since the start of all curves are short to read. */
export function unitOf(curves: readonly ComparedCurve[], runs: ReadonlyMap<number, ComparedRun>) {
  const spans = curves.map(({ runId, recordedAt }) => {
    const run = runs.get(runId);
    return run && recordedAt.length > 0 ? recordedAt[recordedAt.length - 1] - startOf(run) : 0;
  });
  return timeUnit(Math.max(0, ...spans));
}

/** Where the points of a curve stand on the x axis; undefined for a run that lacks what the axis shows. */
export function placesOf(
  curve: ComparedCurve,
  given: { mode: XMode; unitMs: number; ends: EpochEnds | undefined; run: ComparedRun },
): number[] | undefined {
  const { mode, unitMs, ends, run } = given;
  if (mode === 'step') return curve.steps;
  if (mode === 'epoch') return ends?.length ? curve.steps.map((step) => epochAt(ends, step)) : undefined;
  return curve.recordedAt.map((time) => (time - startOf(run)) / unitMs);
}

/**
 * The steps of each run under a part of the x axis: `zoom` in steps, epochs or seconds since the run's start. Times
 * are looked up in the curves as a whole, and the neighbours of the part belong to it.
 */
export function windowsOf(
  runs: readonly ComparedRun[],
  zoom: ShownWindow,
  given: { mode: XMode; epochs: ReadonlyMap<number, EpochEnds>; whole: readonly ComparedCurve[] },
): ReadonlyMap<number, ShownWindow> {
  const { mode, epochs, whole } = given;
  const curves = new Map(whole.map((curve) => [curve.runId, curve]));
  return new Map(
    runs.map((run) => {
      if (mode === 'step') return [run.id, { from: Math.floor(zoom.from), to: Math.ceil(zoom.to) }];
      if (mode === 'epoch') {
        const ends = epochs.get(run.id);
        if (!ends?.length) return [run.id, NOWHERE];
        const [from, to] = [stepAtEpoch(ends, zoom.from), stepAtEpoch(ends, zoom.to)];
        return [run.id, { from: Math.floor(from), to: Math.ceil(to) }];
      }
      const { steps = [], recordedAt = [] } = curves.get(run.id) ?? {};
      const timeAt = (place: number) => (recordedAt[place] - startOf(run)) / SECOND_MS;
      const last = steps.findLastIndex((_, place) => timeAt(place) <= zoom.from);
      const next = steps.findIndex((_, place) => timeAt(place) >= zoom.to);
      if (steps.length === 0) return [run.id, NOWHERE];
      return [run.id, { from: steps[Math.max(last, 0)], to: steps[next < 0 ? steps.length - 1 : next] }];
    }),
  );
}

import { METRIC_KEYS } from '@/lib/domain/metric-keys';

/** What a curve is drawn against. */
export const X_MODES = ['step', 'epoch', 'time'] as const;
export type XMode = (typeof X_MODES)[number];

/** More would make every curve a straight line. */
export const MOST_SMOOTHING = 0.99;

/** The part of the x axis that is shown, both ends included. */
export interface ShownWindow {
  from: number;
  to: number;
}

/** Metrics that tell the epochs done at a step, the first found counting. */
export const EPOCH_KEYS: readonly string[] = [METRIC_KEYS.epoch, 'epoch'];

/** Ends of epochs: the step at which so many epochs were done. */
export type EpochEnds = readonly { step: number; epoch: number }[];

/** The ends of epochs as the metric `train/epoch` (or `epoch`) tells them, from step 0 on. */
export function epochEnds(
  curve: { steps: readonly number[]; values: readonly number[] } | undefined,
): EpochEnds {
  const ends = (curve?.steps ?? [])
    .map((step, index) => ({ step, epoch: curve?.values[index] ?? Number.NaN }))
    .filter(({ epoch }) => Number.isFinite(epoch));
  return ends.length > 0 && ends[0].step > 0 && ends[0].epoch > 0 ? [{ step: 0, epoch: 0 }, ...ends] : ends;
}

/** Epochs done at a step: on straight lines between the ends, and on the last such line beyond them. */
export function epochAt(ends: EpochEnds, step: number): number {
  return onLines(ends, 'step', 'epoch', step);
}

/** The step at which so many epochs were done, the inverse of {@link epochAt}. */
export function stepAtEpoch(ends: EpochEnds, epoch: number): number {
  return onLines(ends, 'epoch', 'step', epoch);
}

function onLines(ends: EpochEnds, from: 'step' | 'epoch', to: 'step' | 'epoch', x: number): number {
  if (ends.length < 2) return ends[0]?.[to] ?? Number.NaN;
  // The first end at or behind the place, else the last one.
  let [low, high] = [1, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle][from] >= x) high = middle;
    else low = middle + 1;
  }
  const [a, b] = [ends[low - 1], ends[low]];
  return a[from] === b[from] ? b[to] : a[to] + ((x - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}

const TIME_UNITS = [
  { name: 's', ms: 1_000, upTo: 120_000 },
  { name: 'min', ms: 60_000, upTo: 7_200_000 },
  { name: 'h', ms: 3_600_000, upTo: Number.POSITIVE_INFINITY },
] as const;

/** The unit in which a span of time is short to read. */
export function timeUnit(spanMs: number): (typeof TIME_UNITS)[number] {
  return TIME_UNITS.find(({ upTo }) => spanMs <= upTo) ?? TIME_UNITS[2];
}

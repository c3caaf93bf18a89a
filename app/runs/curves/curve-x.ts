/** What a curve is drawn against. */
export type XMode = 'step' | 'epoch' | 'time';

/** Steps that are shown, both ends included. */
export interface ShownWindow {
  from: number;
  to: number;
}

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
  return onLines(
    ends.map(({ step, epoch }) => [step, epoch]),
    step,
  );
}

/** The step at which so many epochs were done, the inverse of {@link epochAt}. */
export function stepAtEpoch(ends: EpochEnds, epoch: number): number {
  return onLines(
    ends.map(({ step, epoch }) => [epoch, step]),
    epoch,
  );
}

function onLines(line: readonly [x: number, y: number][], x: number): number {
  if (line.length < 2) return line[0]?.[1] ?? Number.NaN;
  let next = line.findIndex(([end]) => end >= x);
  if (next < 0) next = line.length - 1;
  const [x0, y0] = line[Math.max(next - 1, 0)];
  const [x1, y1] = line[Math.max(next, 1)];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
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

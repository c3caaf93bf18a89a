import { expect, it } from 'vitest';
import { epochsByRun, placesOf, unitOf, windowsOf } from '@/app/compare/curve-places';
import type { ComparedCurve } from '@/app/compare/use-curves';
import type { ComparedRun } from '@/db/queries/compare-runs';

const run = (id: number, startedAt: number | null) => ({ id, startedAt, createdAt: 5_000 }) as ComparedRun;
const curve = (
  runId: number,
  steps: number[],
  values: number[],
  recordedAt: number[] = [],
): ComparedCurve => ({
  runId,
  pointCount: steps.length,
  steps,
  values,
  recordedAt,
});
const RUNS = [run(1, 10_000), run(2, null), run(3, 0)];
// Run 1 has 100 steps an epoch, run 2 has 50; run 3 has recorded none.
const EPOCHS = epochsByRun([curve(1, [100, 200], [1, 2]), curve(2, [50, 100], [1, 2]), curve(2, [1], [9])]);

it('an epoch is at other steps in each run, and a part of the epochs holds the steps of each', () => {
  const given = { mode: 'epoch' as const, unitMs: 1_000, run: RUNS[0] };
  expect(placesOf(curve(1, [0, 50, 150], [1, 2, 3]), { ...given, ends: EPOCHS.get(1) })).toEqual([
    0, 0.5, 1.5,
  ]);
  expect(placesOf(curve(2, [0, 50, 150], [1, 2, 3]), { ...given, ends: EPOCHS.get(2) })).toEqual([0, 1, 3]);
  expect(placesOf(curve(3, [0], [1]), { ...given, ends: EPOCHS.get(3) })).toBeUndefined();
  const windows = windowsOf(RUNS, { from: 0.5, to: 1.25 }, { mode: 'epoch', epochs: EPOCHS, whole: [] });
  expect([...windows]).toEqual([
    [1, { from: 50, to: 125 }],
    [2, { from: 25, to: 63 }],
    [3, { from: 0, to: -1 }],
  ]);
});

it('times count from the start of each run, from when it was made while it has none', () => {
  const whole = [
    curve(1, [0, 10, 20, 30], [1, 2, 3, 4], [10_000, 11_000, 12_000, 13_000]),
    curve(2, [7, 8], [1, 2], [5_500, 65_000]),
  ];
  expect(placesOf(whole[0], { mode: 'time', unitMs: 1_000, ends: undefined, run: RUNS[0] })).toEqual([
    0, 1, 2, 3,
  ]);
  expect(placesOf(whole[1], { mode: 'time', unitMs: 1_000, ends: undefined, run: RUNS[1] })).toEqual([
    0.5, 60,
  ]);
  expect(unitOf(whole, new Map(RUNS.map((one) => [one.id, one]))).name).toBe('s');
  const windows = windowsOf(RUNS, { from: 0.9, to: 1.5 }, { mode: 'time', epochs: new Map(), whole });
  expect([...windows]).toEqual([
    [1, { from: 0, to: 20 }],
    [2, { from: 7, to: 8 }],
    [3, { from: 0, to: -1 }],
  ]);
});

it('steps are the same in all runs, whole ones', () => {
  const windows = windowsOf(RUNS, { from: 1.5, to: 9.5 }, { mode: 'step', epochs: EPOCHS, whole: [] });
  expect([...windows.values()]).toEqual([1, 2, 3].map(() => ({ from: 1, to: 10 })));
});

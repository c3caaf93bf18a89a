import type { RunListRow } from '@/db/queries/run-list';

/** Test accuracy of a run's model, a fraction; null without one. */
export function testAccuracy(run: RunListRow): number | null {
  return run.testCorrect === null || run.testSamples === null ? null : run.testCorrect / run.testSamples;
}

/** What the model lost against its baseline, a fraction; null where one of the two has no test result. */
export function drop(run: RunListRow): number | null {
  const accuracy = testAccuracy(run);
  if (accuracy === null || run.baselineCorrect === null || run.baselineSamples === null) return null;
  return run.baselineCorrect / run.baselineSamples - accuracy;
}

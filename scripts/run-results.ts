import Table from 'cli-table3';
import type { TrackingDatabase } from '@/db/client';
import { accuracyInterval } from '@/lib/analysis/intervals';
import type { RunStatus } from '@/lib/domain/run-status';

/** What came of a run, one line of the table of runs. Null where the run recorded no such thing. */
export interface RunResult {
  id: number;
  name: string;
  method: string;
  status: RunStatus;
  engine: string | null;
  samples: number | null;
  correct: number | null;
  /** Test accuracy of the model this one was first made from. */
  baselineAccuracy: number | null;
  sparsity: number | null;
  macs: number | null;
  storedBytes: number | null;
  latencyMs: number | null;
}

/**
 * The results of runs: test accuracy, the accuracy of the model at the root of its chain, sparsity, MACs, bytes as
 * stored, median latency of one image.
 */
export function readRunResults(db: TrackingDatabase, runIds: readonly number[]): RunResult[] {
  const read = db.sqlite.prepare(`
    SELECT r.id, r.name, r.method, r.status, s.test_engine AS engine, s.test_samples AS samples,
      s.test_correct AS correct, s.baseline_accuracy AS baselineAccuracy, s.sparsity, s.macs,
      s.stored_bytes AS storedBytes, s.latency_ms AS latencyMs
    FROM runs r JOIN run_results s ON s.run_id = r.id WHERE r.id = ?`);
  return runIds.map((run) => read.get(run) as RunResult);
}

const points = (fraction: number) => (100 * fraction).toFixed(2);
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** Prints the table of runs on standard output. */
export function printRuns(results: readonly RunResult[]): void {
  const table = new Table({
    head: [
      'run',
      'name',
      'method',
      'test accuracy %',
      '95 % interval',
      'drop',
      'sparsity %',
      'MACs',
      'bytes',
      'ms/image',
      'engine',
    ],
    colAligns: [
      'right',
      'left',
      'left',
      'right',
      'left',
      'right',
      'right',
      'right',
      'right',
      'right',
      'left',
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const run of results) {
    if (run.status !== 'finished') {
      table.push([run.id, run.name, run.method, { content: run.status, colSpan: 8 }]);
      continue;
    }
    const accuracy = run.correct === null || !run.samples ? null : run.correct / run.samples;
    const interval = run.correct === null || !run.samples ? null : accuracyInterval(run.correct, run.samples);
    table.push([
      run.id,
      run.name,
      run.method,
      accuracy === null ? '' : points(accuracy),
      interval === null ? '' : `${points(interval.low)} to ${points(interval.high)}`,
      accuracy === null || run.baselineAccuracy === null ? '' : points(run.baselineAccuracy - accuracy),
      run.sparsity === null ? '' : points(run.sparsity),
      run.macs === null ? '' : whole(run.macs),
      run.storedBytes === null ? '' : whole(run.storedBytes),
      run.latencyMs === null ? '' : run.latencyMs.toFixed(3),
      run.engine ?? '',
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

import { AppError } from '@/lib/domain/errors';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { refreshParent } from './run-outcome';

/**
 * Puts a failed or killed run back into the queue as a new attempt that goes on from its last checkpoint. Points of
 * earlier attempts beyond the checkpoint are kept and hidden by the view `metrics`. Runs that failed for want of its
 * model wait for it again, unless another of their inputs is lost as well.
 *
 * @throws AppError `not_found`; `conflict` when the run is open, finished, or has no checkpoint.
 */
export function resumeRun(db: TrackingDatabase, runId: number, createdBy: string): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      const now = Date.now();
      const run = sqlite
        .prepare(
          'SELECT r.status, r.attempt, c.step FROM runs r LEFT JOIN checkpoints c ON c.run_id = r.id WHERE r.id = ?',
        )
        .get(runId) as { status: RunStatus; attempt: number; step: number | null } | undefined;
      if (!run) throw new AppError('not_found', `Resuming run ${runId}: there is no such run.`);
      if (run.status !== 'failed' && run.status !== 'killed') {
        throw new AppError(
          'conflict',
          `Resuming run ${runId}: expected a failed or killed run; it is ${run.status}.`,
        );
      }
      if (run.step === null) {
        throw new AppError(
          'conflict',
          `Resuming run ${runId}: it saved no checkpoint. Run it again from the start.`,
        );
      }
      const reopen = sqlite.prepare(`
        UPDATE runs SET status = 'scheduled', attempt = attempt + ?, error_code = NULL, error_message = NULL,
          finished_at = NULL, duration_ms = NULL, cancel_requested_at = NULL, revision = revision + 1
        WHERE id = ?`);
      reopen.run(1, runId);
      sqlite
        .prepare(
          'INSERT INTO run_attempts (run_id, attempt, first_step, created_by, created_at) VALUES (?, ?, ?, ?, ?)',
        )
        .run(runId, run.attempt + 1, run.step, createdBy, now);
      recomputeRunMetrics(db, runId);
      const waiting = sqlite
        .prepare(`
          WITH RECURSIVE waiting(id) AS (
            SELECT ? UNION SELECT i.run_id FROM waiting w JOIN run_inputs i ON i.input_run_id = w.id
            JOIN runs r ON r.id = i.run_id WHERE r.status = 'failed' AND r.error_code = 'input_failed'
          )
          SELECT id FROM waiting WHERE id <> ? ORDER BY id`)
        .pluck()
        .all(runId, runId) as number[];
      const lostInput = sqlite.prepare(
        "SELECT 1 FROM run_inputs i JOIN runs x ON x.id = i.input_run_id WHERE i.run_id = ? AND x.status IN ('failed', 'killed')",
      );
      // In the order of ids, in which inputs come before the runs that read them.
      for (const id of waiting) if (!lostInput.get(id)) reopen.run(0, id);
      for (const id of [runId, ...waiting]) refreshParent(sqlite, id, now);
      raiseDataVersions(sqlite, ['runs', 'run_attempts', 'run_metrics', 'metric_rows']);
    })
    .immediate();
}

/** Makes `run_metrics` of a run again from the points that the view `metrics` shows. */
function recomputeRunMetrics({ sqlite }: TrackingDatabase, runId: number): void {
  sqlite.prepare('DELETE FROM run_metrics WHERE run_id = ?').run(runId);
  sqlite
    .prepare(`
      INSERT INTO run_metrics (run_id, key_id, last_value, last_is_nan, last_step, min_value, max_value, point_count)
      SELECT run_id, key_id, value, is_nan, step, low, high, points FROM (
        SELECT m.run_id, k.id AS key_id, m.value, m.is_nan, m.step,
          min(m.value) OVER w AS low, max(m.value) OVER w AS high, count(*) OVER w AS points,
          row_number() OVER (PARTITION BY k.id ORDER BY m.step DESC, m.attempt DESC, m.seq DESC) AS place
        FROM metrics m JOIN metric_keys k ON k.name = m.key
        WHERE m.run_id = ?
        WINDOW w AS (PARTITION BY k.id)
      ) WHERE place = 1`)
    .run(runId);
}

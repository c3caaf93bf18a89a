import type Database from 'better-sqlite3';
import type { ErrorCode } from '@/lib/domain/errors';
import type { RunStatus } from '@/lib/domain/run-status';
import { refreshRunResults } from './run-results';

/** How a run ended. */
export interface Outcome {
  status: Extract<RunStatus, 'finished' | 'failed' | 'killed'>;
  errorCode?: ErrorCode;
  errorMessage?: string;
}

/**
 * Sets the outcome of an open run and all that follows from it: runs that wait for its model fail, parents take
 * the state of their children. To be called inside a transaction.
 */
export function setOutcome(
  sqlite: Database.Database,
  runId: number,
  outcome: Outcome,
  now = Date.now(),
): void {
  const update = sqlite.prepare(`
    UPDATE runs SET status = ?, error_code = ?, error_message = ?, finished_at = ?,
      duration_ms = CASE WHEN started_at IS NULL THEN NULL ELSE ? - started_at END,
      lease_token = NULL, lease_expires_at = NULL, revision = revision + 1
    WHERE id = ? AND status IN ('scheduled', 'running')`);
  const { changes } = update.run(
    outcome.status,
    outcome.errorCode ?? null,
    outcome.errorMessage ?? null,
    now,
    now,
    runId,
  );
  if (changes === 0) return;
  sqlite.prepare('UPDATE workers SET run_id = NULL WHERE run_id = ?').run(runId);
  refreshRunResults(sqlite, [runId]);
  if (outcome.errorMessage)
    logLine(sqlite, runId, outcome.status === 'failed' ? 'error' : 'warning', outcome.errorMessage, now);
  if (outcome.status === 'finished') {
    sqlite
      .prepare(
        'UPDATE run_inputs SET model_id = (SELECT output_model_id FROM runs WHERE id = ?) WHERE input_run_id = ?',
      )
      .run(runId, runId);
  } else {
    const waiting = sqlite
      .prepare(
        "SELECT DISTINCT r.id FROM run_inputs i JOIN runs r ON r.id = i.run_id WHERE i.input_run_id = ? AND r.status = 'scheduled'",
      )
      .pluck()
      .all(runId) as number[];
    const errorMessage = `Run ${runId}, whose model this run needs, is ${outcome.status}. Run that one again, then this one.`;
    for (const id of waiting)
      setOutcome(sqlite, id, { status: 'failed', errorCode: 'input_failed', errorMessage }, now);
  }
  refreshParent(sqlite, runId, now);
}

/** Adds a line to a run's log. */
export function logLine(
  sqlite: Database.Database,
  runId: number,
  level: string,
  message: string,
  now: number,
): void {
  sqlite
    .prepare(`
      INSERT INTO run_logs (run_id, seq, attempt, level, message, logged_at)
      SELECT id, (SELECT coalesce(max(seq), 0) + 1 FROM run_logs WHERE run_id = runs.id), attempt, ?, ?, ?
      FROM runs WHERE id = ?`)
    .run(level, message, now, runId);
}

interface ChildCounts {
  total: number;
  open: number;
  started: number;
  failed: number;
  killed: number;
  started_at: number | null;
}

/** Makes the status, progress and times of a run's parent follow from its children. */
export function refreshParent(sqlite: Database.Database, childId: number, now: number): void {
  const parentId = sqlite.prepare('SELECT parent_run_id FROM runs WHERE id = ?').pluck().get(childId) as
    | number
    | null;
  if (parentId === null) return;
  const children = sqlite
    .prepare(`
      SELECT count(*) AS total, sum(status IN ('scheduled', 'running')) AS open, sum(started_at IS NOT NULL) AS started,
        sum(status = 'failed') AS failed, sum(status = 'killed') AS killed, min(started_at) AS started_at
      FROM runs WHERE parent_run_id = ?`)
    .get(parentId) as ChildCounts;
  const isOpen = children.open > 0;
  const status: RunStatus = isOpen
    ? children.started > 0
      ? 'running'
      : 'scheduled'
    : children.failed > 0
      ? 'failed'
      : children.killed > 0
        ? 'killed'
        : 'finished';
  const first =
    status === 'failed'
      ? (sqlite
          .prepare(
            "SELECT id, name, error_code FROM runs WHERE parent_run_id = ? AND status = 'failed' ORDER BY finished_at, id LIMIT 1",
          )
          .get(parentId) as { id: number; name: string; error_code: string })
      : undefined;
  sqlite
    .prepare(`
      UPDATE runs SET status = ?, started_at = ?, finished_at = ?, duration_ms = ?, error_code = ?, error_message = ?,
        progress_done = ?, progress_total = ?, revision = revision + 1
      WHERE id = ?`)
    .run(
      status,
      children.started_at,
      isOpen ? null : now,
      isOpen || children.started_at === null ? null : now - children.started_at,
      first?.error_code ?? null,
      first
        ? `${children.failed} of ${children.total} runs failed, first run ${first.id} (${first.name}).`
        : null,
      children.total - children.open,
      children.total,
      parentId,
    );
}

import { randomUUID } from 'node:crypto';
import { AppError, toAppError } from '@/lib/domain/errors';
import { parseRunConfig } from '@/lib/domain/parse-run-config';
import type { JobConfig } from '@/lib/domain/run-config';
import type { RunEnvironment } from '@/lib/domain/run-environment';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { logLine, type Outcome, refreshParent, setOutcome } from './run-outcome';

/** A worker that goes silent for so long has lost its run. */
export const LEASE_MS = 30_000;

/** A run in the hands of one worker. The token proves it. */
export interface RunClaim {
  runId: number;
  leaseToken: string;
  attempt: number;
  workerId: number;
  createdBy: string;
  /** As stored; {@link parseClaimedConfig} parses it. */
  config: string;
}

/** Registers this process as a worker and gives its id. */
export function registerWorker(db: TrackingDatabase, host: string, pid: number): number {
  const now = Date.now();
  const insert = db.sqlite.prepare(
    'INSERT INTO workers (host, pid, started_at, seen_at) VALUES (?, ?, ?, ?)',
  );
  return Number(insert.run(host, pid, now, now).lastInsertRowid);
}

/** Notes that a worker lives, or with `stopped` that it ended. */
export function reportWorker(db: TrackingDatabase, workerId: number, stopped = false): void {
  const now = Date.now();
  db.sqlite
    .prepare(
      'UPDATE workers SET seen_at = ?, stopped_at = ?, run_id = CASE WHEN ? THEN NULL ELSE run_id END WHERE id = ?',
    )
    .run(now, stopped ? now : null, stopped ? 1 : 0, workerId);
}

/**
 * Takes the oldest run whose inputs are finished and gives it a fresh lease; undefined when nothing can be done now.
 * Parents are never taken.
 */
export function claimRun(db: TrackingDatabase, workerId: number): RunClaim | undefined {
  const { sqlite } = db;
  const claim = sqlite.prepare(`
    UPDATE runs SET status = 'running', lease_token = ?, lease_expires_at = ?, worker_id = ?,
      started_at = coalesce(started_at, ?), revision = revision + 1
    WHERE id = (
      SELECT r.id FROM runs r
      WHERE r.status = 'scheduled' AND r.method <> 'pipeline' AND NOT EXISTS (
        SELECT 1 FROM run_inputs i JOIN runs x ON x.id = i.input_run_id WHERE i.run_id = r.id AND x.status <> 'finished'
      )
      ORDER BY r.id LIMIT 1
    )
    RETURNING id, attempt, config, created_by`);
  return sqlite
    .transaction((): RunClaim | undefined => {
      const now = Date.now();
      const leaseToken = randomUUID();
      const row = claim.get(leaseToken, now + LEASE_MS, workerId, now) as
        | { id: number; attempt: number; config: string; created_by: string }
        | undefined;
      if (!row) return undefined;
      sqlite.prepare('UPDATE workers SET run_id = ?, seen_at = ? WHERE id = ?').run(row.id, now, workerId);
      refreshParent(sqlite, row.id, now);
      raiseDataVersions(sqlite, ['runs', 'workers']);
      return {
        runId: row.id,
        leaseToken,
        attempt: row.attempt,
        workerId,
        createdBy: row.created_by,
        config: row.config,
      };
    })
    .immediate();
}

/** The config of a claimed run, parsed again. @throws AppError `invalid_config`. */
export function parseClaimedConfig(claim: RunClaim): JobConfig {
  const config = parseRunConfig(JSON.parse(claim.config));
  if (config.method === 'pipeline')
    throw new AppError('internal', `Run ${claim.runId} is a parent and was claimed.`);
  return config;
}

/** Records where a claimed run is computed. @throws AppError `lease_lost`. */
export function recordEnvironment(
  db: TrackingDatabase,
  claim: RunClaim,
  environment: RunEnvironment,
  datasetId: number,
): void {
  const update = db.sqlite.prepare(`
    UPDATE runs SET backend = ?, backend_version = ?, tfjs_version = ?, node_version = ?, os = ?, cpu = ?,
      git_commit = ?, git_dirty = ?, dataset_id = ?, revision = revision + 1
    WHERE id = ? AND lease_token = ?`);
  const { changes } = update.run(
    environment.backend,
    environment.backendVersion,
    environment.tfjsVersion,
    environment.nodeVersion,
    environment.os,
    environment.cpu,
    environment.gitCommit,
    environment.gitDirty === null ? null : Number(environment.gitDirty),
    datasetId,
    claim.runId,
    claim.leaseToken,
  );
  if (changes === 0) throw leaseLost(claim);
}

/** Ends a claimed run. @throws AppError `lease_lost` when another process has it now; nothing is written then. */
export function endRun(db: TrackingDatabase, claim: RunClaim, outcome: Outcome): void {
  db.sqlite
    .transaction(() => {
      const holds = db.sqlite
        .prepare('SELECT 1 FROM runs WHERE id = ? AND lease_token = ?')
        .get(claim.runId, claim.leaseToken);
      if (!holds) throw leaseLost(claim);
      setOutcome(db.sqlite, claim.runId, outcome);
      raiseDataVersions(db.sqlite, ['runs', 'run_logs', 'run_results']);
    })
    .immediate();
}

/** The outcome that an error of a run means. */
export function outcomeOfError(error: unknown): Outcome {
  const { code, message } = toAppError(error);
  return code === 'cancelled'
    ? { status: 'killed', errorCode: code, errorMessage: message }
    : { status: 'failed', errorCode: code, errorMessage: message };
}

/** The error of a process that no longer holds a run. */
export function leaseLost(claim: RunClaim): AppError {
  return new AppError(
    'lease_lost',
    `Run ${claim.runId}: this worker no longer holds its lease (it was silent for over ${LEASE_MS / 1000} s, or somebody ended the run). It stops and writes nothing more.`,
  );
}

/** Fails every running run whose worker went silent, and gives their ids. */
export function expireLeases(db: TrackingDatabase, now = Date.now()): number[] {
  const { sqlite } = db;
  const find = sqlite
    .prepare("SELECT id FROM runs WHERE lease_expires_at < ? AND status = 'running'")
    .pluck();
  if (find.all(now).length === 0) return [];
  return sqlite
    .transaction(() => {
      const lost = find.all(now) as number[];
      const errorMessage = `The worker of this run went silent for over ${LEASE_MS / 1000} s: it was killed or its machine stopped. What it recorded until then is kept. Run it again, or resume it from its last checkpoint.`;
      for (const id of lost)
        setOutcome(sqlite, id, { status: 'failed', errorCode: 'worker_lost', errorMessage }, now);
      raiseDataVersions(sqlite, ['runs', 'run_logs', 'run_results']);
      return lost;
    })
    .immediate();
}

/**
 * Asks a run to stop. A scheduled run is killed at once, a running one by its worker within a second or so, a parent
 * by its open children. A run that has ended stays as it is.
 *
 * @throws AppError `not_found`.
 */
export function requestCancel(db: TrackingDatabase, runId: number, by: string): void {
  const { sqlite } = db;
  sqlite
    .transaction(() => {
      const now = Date.now();
      const run = sqlite.prepare('SELECT status, method FROM runs WHERE id = ?').get(runId) as
        | { status: RunStatus; method: string }
        | undefined;
      if (!run) throw new AppError('not_found', `Cancelling run ${runId}: there is no such run.`);
      // Last first, so that a run which waits for another is killed, not failed for its input.
      const open = (
        run.method === 'pipeline'
          ? sqlite
              .prepare(
                "SELECT id FROM runs WHERE parent_run_id = ? AND status IN ('scheduled', 'running') ORDER BY id DESC",
              )
              .pluck()
              .all(runId)
          : [runId]
      ) as number[];
      const message = `Cancelled by ${by}.`;
      for (const id of open) {
        const status = sqlite.prepare('SELECT status FROM runs WHERE id = ?').pluck().get(id) as RunStatus;
        if (status === 'scheduled')
          setOutcome(sqlite, id, { status: 'killed', errorCode: 'cancelled', errorMessage: message }, now);
        if (status !== 'running') continue;
        sqlite
          .prepare('UPDATE runs SET cancel_requested_at = ?, revision = revision + 1 WHERE id = ?')
          .run(now, id);
        logLine(sqlite, id, 'warning', message, now);
      }
      raiseDataVersions(sqlite, ['runs', 'run_logs', 'run_results']);
    })
    .immediate();
}

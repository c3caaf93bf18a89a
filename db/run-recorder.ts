import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import type {
  ArtifactRecord,
  BenchmarkRecord,
  CalibrationRecord,
  EvaluationRecord,
  LayerStatsRecord,
  ModelRecord,
  QuantizerRecord,
  RunRecorder,
  SensitivityRecord,
  StoredModel,
} from '@/lib/domain/recorder';
import type { ArtifactStore } from './artifact-store';
import type { TrackingDatabase } from './client';
import { raiseDataVersions } from './data-versions';
import { insertModel } from './models';
import { MetricBuffer } from './record-metrics';
import { RecordStatements } from './record-statements';
import { LEASE_MS, leaseLost, type RunClaim } from './run-queue';
import { RESULT_SOURCES, refreshRunResults } from './run-results';

/** Longest time a row waits in memory while the run calls `heartbeat`. */
const FLUSH_INTERVAL_MS = 500;
/** Pauses before each new try of a write that failed. */
const RETRY_DELAYS_MS = [50, 200, 1_000, 2_000];

/** What a recorder writes besides the run's own rows. */
export interface RecorderOptions {
  artifacts: ArtifactStore;
  /** The data set and the machine of the run, for evaluations and benchmarks. */
  datasetId: number | null;
  deviceId: number | null;
  /** Why the run must stop now, in words, when the process was told to end. */
  stopReason?: () => string | undefined;
}

/**
 * The recorder of a claimed run: rows are buffered and written in one short transaction every 500 ms, by `flush`, and
 * with each model, artifact and checkpoint. Every transaction first renews the lease. A write that fails is tried
 * again four times within about 3 seconds; its rows stay in the buffer until they are written.
 */
export function createRunRecorder(
  db: TrackingDatabase,
  claim: RunClaim,
  options: RecorderOptions,
): RunRecorder {
  return new SqliteRunRecorder(db, claim, options);
}

type Write = { table: string; run: () => void };

class SqliteRunRecorder implements RunRecorder {
  readonly #sqlite: Database.Database;
  readonly #claim: RunClaim;
  readonly #options: RecorderOptions;
  readonly #statements: RecordStatements;
  readonly #metrics: MetricBuffer;
  readonly #renew: Database.Statement;
  readonly #seen: Database.Statement;
  #writes: Write[] = [];
  #progress: { done: number; total: number; phase: string } | undefined;
  #lastFlush = Date.now();

  constructor(db: TrackingDatabase, claim: RunClaim, options: RecorderOptions) {
    this.#sqlite = db.sqlite;
    this.#claim = claim;
    this.#options = options;
    this.#statements = new RecordStatements(db.sqlite, claim, options);
    this.#metrics = new MetricBuffer(db.sqlite, claim);
    this.#renew = db.sqlite.prepare(`
      UPDATE runs SET lease_expires_at = ?, revision = revision + ?, progress_done = coalesce(?, progress_done),
        progress_total = coalesce(?, progress_total), progress_phase = coalesce(?, progress_phase)
      WHERE id = ? AND lease_token = ? RETURNING cancel_requested_at`);
    this.#seen = db.sqlite.prepare('UPDATE workers SET seen_at = ? WHERE id = ?');
  }

  progress(done: number, total: number, phase: string): void {
    this.#progress = { done, total, phase };
    this.heartbeat();
  }

  metric(key: string, step: number, value: number): void {
    this.#metrics.add(key, step, value);
  }

  log(level: 'info' | 'warning' | 'error', message: string): void {
    const loggedAt = Date.now();
    this.#push('run_logs', () => this.#statements.log(level, message, loggedAt));
  }

  layerStats(record: LayerStatsRecord): void {
    this.#push('layer_stat_rows', () => this.#statements.layerStats(record));
  }

  sensitivity(record: SensitivityRecord): void {
    this.#push('layer_sensitivity', () => this.#statements.sensitivity(record));
  }

  evaluation(record: EvaluationRecord): void {
    this.#push('evaluations', () => this.#statements.evaluation(record));
  }

  benchmark(record: BenchmarkRecord): void {
    this.#push('benchmarks', () => this.#statements.benchmark(record));
  }

  calibration(record: CalibrationRecord, quantizers: readonly QuantizerRecord[]): void {
    this.#push('calibrations', () => this.#statements.calibration(record, quantizers));
  }

  model(record: ModelRecord): StoredModel {
    let stored: StoredModel | undefined;
    this.#push('models', () => {
      stored = insertModel(this.#sqlite, record, this.#claim.runId, this.#claim.createdBy);
    });
    this.flush();
    if (!stored) throw new AppError('internal', `Recording model ${record.name}: the write did not run.`);
    return stored;
  }

  outputModel(modelId: number): void {
    this.#push('runs', () => this.#statements.outputModel(modelId));
  }

  artifact(record: ArtifactRecord): string {
    const sha256 = this.#options.artifacts.put(record.bytes);
    this.#push('artifacts', () => this.#statements.artifact(record, sha256));
    return sha256;
  }

  checkpoint(step: number, epoch: number, bytes: Uint8Array): void {
    const sha256 = this.#options.artifacts.put(bytes);
    let replaced: string | undefined;
    this.#push('checkpoints', () => {
      replaced = this.#statements.checkpoint(step, epoch, sha256, bytes.length);
    });
    this.flush();
    // Again: until its row was written, a run with the same bytes could delete the file as its own old one.
    this.#options.artifacts.put(bytes);
    // Only now: until the new row is written the old file is what a resume would need.
    if (replaced !== undefined && replaced !== sha256) this.#removeUnused(replaced);
  }

  heartbeat(): void {
    const reason = this.#options.stopReason?.();
    if (reason !== undefined) throw new AppError('cancelled', reason);
    if (Date.now() - this.#lastFlush >= FLUSH_INTERVAL_MS) this.flush();
  }

  flush(): void {
    for (let attempt = 0; ; attempt++) {
      try {
        this.#write();
        return;
      } catch (error) {
        this.#metrics.rolledBack();
        if (!isStorageError(error)) throw error;
        if (attempt === RETRY_DELAYS_MS.length) {
          throw new AppError(
            'storage_failed',
            `Run ${this.#claim.runId}: writing to the database failed ${attempt + 1} times, last with "${error.message}". Free some disk space or end the process that blocks the database, then resume the run or run it again.`,
            { cause: error },
          );
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAYS_MS[attempt]);
      }
    }
  }

  /**
   * Deletes the file of an old checkpoint unless another row names it: runs with one config and seed save the same
   * bytes. The write lock keeps such a row from appearing between the look and the deletion.
   */
  #removeUnused(sha256: string): void {
    const isUsed = this.#sqlite.prepare(
      'SELECT 1 FROM checkpoints WHERE sha256 = ? UNION ALL SELECT 1 FROM artifacts WHERE sha256 = ?',
    );
    try {
      this.#sqlite
        .transaction(() => {
          if (!isUsed.get(sha256, sha256)) this.#options.artifacts.remove(sha256);
        })
        .immediate();
    } catch (error) {
      // A file too many is no reason to end a run.
      if (!isStorageError(error)) throw error;
    }
  }

  #push(table: string, run: () => void): void {
    this.#writes.push({ table, run });
  }

  #write(): void {
    const now = Date.now();
    const { done = null, total = null, phase = null } = this.#progress ?? {};
    const isNews = this.#progress !== undefined || this.#writes.length > 0 || this.#metrics.size > 0;
    const cancelRequestedAt = this.#sqlite
      .transaction(() => {
        const { runId, leaseToken, workerId } = this.#claim;
        const row = this.#renew.get(now + LEASE_MS, Number(isNews), done, total, phase, runId, leaseToken) as
          | { cancel_requested_at: number | null }
          | undefined;
        if (!row) throw leaseLost(this.#claim);
        this.#seen.run(now, workerId);
        for (const { run } of this.#writes) run();
        const written = ['runs', ...this.#writes.map(({ table }) => table), ...this.#metrics.write()];
        if (this.#writes.some(({ table }) => RESULT_SOURCES.includes(table))) {
          refreshRunResults(this.#sqlite, [runId]);
          written.push('run_results');
        }
        raiseDataVersions(this.#sqlite, written);
        return row.cancel_requested_at;
      })
      .immediate();
    this.#writes = [];
    this.#progress = undefined;
    this.#metrics.clear();
    this.#lastFlush = Date.now();
    if (cancelRequestedAt !== null) {
      throw new AppError(
        'cancelled',
        `Run ${this.#claim.runId} was cancelled on request. What it recorded until then is kept.`,
      );
    }
  }
}

/** Errors that may pass: a busy database, a full disk, a failing device. Anything else is a fault of the program. */
export function isStorageError(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|CORRUPT)/.test(code);
}

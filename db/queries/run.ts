import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import type { Engine, Split } from '@/lib/domain/recorder';
import type { RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** What only the page of one run shows; the rest is in its line of the runs list. */
export interface RunDetail {
  id: number;
  uid: string;
  status: RunStatus;
  config: string;
  seed: number | null;
  datasetName: string | null;
  attempt: number;
  retryOfRunId: number | null;
  /** The run whose config was taken and changed; it may be purged since. */
  copiedFromRunId: number | null;
  finishedAt: number | null;
  errorMessage: string | null;
  cancelRequestedAt: number | null;
  /** Step of the last checkpoint, from which it could be resumed; null without one. */
  checkpointStep: number | null;
  backend: string | null;
  backendVersion: string | null;
  tfjsVersion: string | null;
  nodeVersion: string | null;
  os: string | null;
  cpu: string | null;
  gitCommit: string | null;
  gitDirty: 0 | 1 | null;
  datasetHash: string | null;
  archivedAt: number | null;
  /** Set while the run is in the trash. */
  deletedAt: number | null;
  deletedBy: string | null;
  /** What was learned, in Markdown; empty until somebody writes it. */
  conclusion: string;
  /** The model it made; null without one. */
  modelUid: string | null;
  modelName: string | null;
  modelVersion: number | null;
  /** SHA-256 of the weights file. */
  weightsHash: string | null;
}

/** One run. @throws AppError `not_found`. */
export function getRun(db: TrackingDatabase, runId: number): RunDetail {
  const row = db.sqlite
    .prepare(`
      SELECT r.id, r.uid, r.status, r.config, r.seed, r.dataset_name AS datasetName, r.attempt,
        r.retry_of_run_id AS retryOfRunId, r.copied_from_run_id AS copiedFromRunId, r.finished_at AS finishedAt, r.error_message AS errorMessage,
        r.cancel_requested_at AS cancelRequestedAt, c.step AS checkpointStep, r.backend,
        r.backend_version AS backendVersion, r.tfjs_version AS tfjsVersion, r.node_version AS nodeVersion, r.os, r.cpu,
        r.git_commit AS gitCommit, r.git_dirty AS gitDirty, d.content_hash AS datasetHash,
        r.archived_at AS archivedAt, r.deleted_at AS deletedAt, r.deleted_by AS deletedBy,
        r.conclusion, m.uid AS modelUid, m.name AS modelName, m.version AS modelVersion, m.weights_hash AS weightsHash
      FROM runs r
      LEFT JOIN checkpoints c ON c.run_id = r.id
      LEFT JOIN datasets d ON d.id = r.dataset_id
      LEFT JOIN models m ON m.id = r.output_model_id
      WHERE r.id = ?`)
    .get(runId) as RunDetail | undefined;
  if (!row) throw new AppError('not_found', `Reading run ${runId}: there is no such run.`);
  return row;
}

/** Accuracy of one of a run's models on a split. */
export interface EvaluationRow {
  id: number;
  modelName: string;
  split: Split;
  engine: Engine;
  samples: number;
  correct: number;
  top5: number | null;
  loss: number | null;
}

/** All evaluations of a run, in the order they were made. */
export function listEvaluations(db: TrackingDatabase, runId: number): EvaluationRow[] {
  return db.sqlite
    .prepare(`
      SELECT e.id, m.name AS modelName, e.split, e.engine, e.samples, e.correct, e.top5, e.loss
      FROM evaluations e JOIN models m ON m.id = e.model_id WHERE e.run_id = ? ORDER BY e.id`)
    .all(runId) as EvaluationRow[];
}

/** A measured latency of a run's model. */
export interface BenchmarkRow {
  engine: Engine;
  batchSize: number;
  latencyP50Ms: number;
  latencyP95Ms: number;
  throughput: number;
  repeats: number;
  device: string | null;
}

/** All latencies measured in a run. */
export function listBenchmarks(db: TrackingDatabase, runId: number): BenchmarkRow[] {
  return db.sqlite
    .prepare(`
      SELECT b.engine, b.batch_size AS batchSize, b.latency_p50_ms AS latencyP50Ms, b.latency_p95_ms AS latencyP95Ms,
        b.throughput, b.repeats, d.cpu AS device
      FROM benchmarks b LEFT JOIN devices d ON d.id = b.device_id WHERE b.run_id = ? ORDER BY b.id`)
    .all(runId) as BenchmarkRow[];
}

/** The tags of a run, by name. */
export function listRunTags(db: TrackingDatabase, runId: number): string[] {
  return db.sqlite
    .prepare('SELECT name FROM tags WHERE run_id = ? ORDER BY name')
    .pluck()
    .all(runId) as string[];
}

/** A value of a run's config, as text. */
export interface ParamRow {
  key: string;
  value: string;
}

/** The config of a run, flattened, by key. */
export function listParams(db: TrackingDatabase, runId: number): ParamRow[] {
  return db.sqlite
    .prepare('SELECT key, value_text AS value FROM params WHERE run_id = ? ORDER BY key')
    .all(runId) as ParamRow[];
}

/** A file of a run. */
export interface ArtifactRow {
  id: number;
  path: string;
  sha256: string;
  sizeBytes: number;
  mediaType: string;
}

/** All files of a run, by path. */
export function listArtifacts(db: TrackingDatabase, runId: number): ArtifactRow[] {
  return db.sqlite
    .prepare(
      'SELECT id, path, sha256, size_bytes AS sizeBytes, media_type AS mediaType FROM artifacts WHERE run_id = ? ORDER BY path',
    )
    .all(runId) as ArtifactRow[];
}

/** One file of a run. @throws AppError `not_found`. */
export function getArtifact(db: TrackingDatabase, runId: number, artifactId: number): ArtifactRow {
  const row = db.sqlite
    .prepare(
      'SELECT id, path, sha256, size_bytes AS sizeBytes, media_type AS mediaType FROM artifacts WHERE run_id = ? AND id = ?',
    )
    .get(runId, artifactId) as ArtifactRow | undefined;
  if (!row) {
    throw new AppError('not_found', `Reading file ${artifactId} of run ${runId}: the run has no such file.`);
  }
  return row;
}

/** One line of a run's log. */
export interface LogLine {
  seq: number;
  attempt: number;
  level: 'info' | 'warning' | 'error';
  message: string;
  loggedAt: number;
}

/** Which lines of a log: after or before a line, with a text in them, of a level or a worse one. */
export interface LogQuery {
  afterSeq?: number;
  beforeSeq?: number;
  /** Part of the message; case does not matter. */
  search?: string;
  atLeast?: LogLine['level'];
}

const LEVELS: readonly LogLine['level'][] = ['info', 'warning', 'error'];

/** The last `limit` lines of a run's log that match, oldest first. */
export function listLogLines(db: TrackingDatabase, runId: number, query: LogQuery, limit: number): LogLine[] {
  const { afterSeq = 0, beforeSeq = Number.MAX_SAFE_INTEGER, search = '', atLeast = 'info' } = query;
  return db.sqlite
    .prepare(`
      SELECT * FROM (
        SELECT seq, attempt, level, message, logged_at AS loggedAt FROM run_logs
        WHERE run_id = ? AND seq > ? AND seq < ? AND level IN (SELECT value FROM json_each(?))
          AND message LIKE ? ESCAPE '\\'
        ORDER BY seq DESC LIMIT ?
      ) ORDER BY seq`)
    .all(
      runId,
      afterSeq,
      beforeSeq,
      JSON.stringify(LEVELS.slice(LEVELS.indexOf(atLeast))),
      `%${likeText(search)}%`,
      limit,
    ) as LogLine[];
}

/** Which parts a run's page has something to show in. */
export interface RunParts {
  metrics: boolean;
  layers: boolean;
  sensitivity: boolean;
  quantizers: boolean;
}

/** What a run has recorded. */
export function findRunParts(db: TrackingDatabase, runId: number): RunParts {
  const row = db.sqlite
    .prepare(`
      SELECT EXISTS (SELECT 1 FROM run_metrics WHERE run_id = :runId) AS metrics,
        EXISTS (SELECT 1 FROM layer_stat_rows WHERE run_id = :runId) AS layers,
        EXISTS (SELECT 1 FROM layer_sensitivity WHERE run_id = :runId) AS sensitivity,
        EXISTS (SELECT 1 FROM calibrations WHERE run_id = :runId) AS quantizers`)
    .get({ runId }) as Record<keyof RunParts, number>;
  return {
    metrics: row.metrics === 1,
    layers: row.layers === 1,
    sensitivity: row.sensitivity === 1,
    quantizers: row.quantizers === 1,
  };
}

/**
 * Tells two states of what a run's page shows apart: it changes when one of its tables has new rows, and when somebody
 * concludes, tags, archives, trashes or restores the run.
 */
export function getRunStamp(db: TrackingDatabase, runId: number): string {
  const row = db.sqlite
    .prepare(`
      SELECT (SELECT count(*) FROM layer_stat_rows WHERE run_id = :runId) + (SELECT count(*) FROM evaluations WHERE run_id = :runId)
        + (SELECT count(*) FROM benchmarks WHERE run_id = :runId) + (SELECT count(*) FROM calibrations WHERE run_id = :runId)
        + (SELECT count(*) FROM layer_sensitivity WHERE run_id = :runId) + (SELECT count(*) FROM artifacts WHERE run_id = :runId),
        (SELECT json_group_array(name) FROM tags WHERE run_id = :runId), conclusion, name, archived_at, deleted_at
      FROM runs WHERE id = :runId`)
    .raw()
    .get({ runId });
  return createHash('sha1').update(JSON.stringify(row)).digest('hex');
}

import type { ErrorCode } from '@/lib/domain/errors';
import type { Engine } from '@/lib/domain/recorder';
import type { RunMethod, RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';

/** How a run's model was compressed along its chain of inputs; `combined` is more than one way. */
export type RunTechnique = 'baseline' | 'prune' | 'quantize' | 'distill' | 'combined';

/** One line of the runs grid. Model facts are null until the run has made its model. */
export interface RunListRow {
  id: number;
  name: string;
  method: RunMethod;
  technique: RunTechnique;
  status: RunStatus;
  revision: number;
  experimentId: number;
  experimentName: string;
  parentRunId: number | null;
  createdBy: string;
  createdAt: number;
  startedAt: number | null;
  durationMs: number | null;
  /** Fraction done, in [0, 1]. */
  progress: number;
  progressPhase: string;
  errorCode: ErrorCode | null;
  modelId: number | null;
  architecture: string | null;
  sparsity: number | null;
  bits: number | null;
  macs: number | null;
  parameters: number | null;
  nonzeros: number | null;
  float32Bytes: number | null;
  /** int8 encoding of a quantized model; else float32, dense or as bitmap and nonzeros, whichever is smaller. */
  storedBytes: number | null;
  testCorrect: number | null;
  testSamples: number | null;
  testEngine: Engine | null;
  /** First model of the chain (of the teacher's, for a new student) and its test result; null for a baseline. */
  baselineRunId: number | null;
  baselineCorrect: number | null;
  baselineSamples: number | null;
  baselineBytes: number | null;
  /** Median of one image, milliseconds. */
  latencyMs: number | null;
}

/** The given runs in the given order; ids that do not exist are left out. */
export function listRunsById(db: TrackingDatabase, ids: readonly number[]): RunListRow[] {
  return db.sqlite.prepare(ROWS).all(JSON.stringify(ids)) as RunListRow[];
}

const ROWS = `
  SELECT r.id, r.name, r.method, r.status, r.revision, r.experiment_id AS experimentId, e.name AS experimentName,
    r.parent_run_id AS parentRunId, r.created_by AS createdBy, r.created_at AS createdAt, r.started_at AS startedAt,
    r.duration_ms AS durationMs, r.progress_phase AS progressPhase, r.error_code AS errorCode,
    CASE WHEN r.progress_total > 0 THEN min(1.0, r.progress_done / r.progress_total) ELSE 0 END AS progress,
    s.technique, s.model_id AS modelId, s.architecture, s.sparsity, s.bits, s.macs, s.parameters, s.nonzeros,
    s.float32_bytes AS float32Bytes, s.stored_bytes AS storedBytes, s.test_correct AS testCorrect,
    s.test_samples AS testSamples, s.test_engine AS testEngine, s.baseline_run_id AS baselineRunId,
    s.baseline_correct AS baselineCorrect, s.baseline_samples AS baselineSamples, s.baseline_bytes AS baselineBytes,
    s.latency_ms AS latencyMs
  FROM json_each(?) k
  JOIN runs r ON r.id = k.value
  JOIN run_results s ON s.run_id = r.id
  JOIN experiments e ON e.id = r.experiment_id
  ORDER BY k.key`;

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
  errorCode: string | null;
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

/** What the grid can be sorted by, with the SQL that gives it. */
const SORTS = {
  id: 'r.id',
  name: 'r.name COLLATE NOCASE',
  method: 'r.method',
  status: 'r.status',
  createdBy: 'r.created_by COLLATE NOCASE',
  startedAt: 'r.started_at',
  durationMs: 'r.duration_ms',
  accuracy: 's.test_accuracy',
  sparsity: 's.sparsity',
  macs: 's.macs',
  storedBytes: 's.stored_bytes',
  latencyMs: 's.latency_ms',
} as const;

/** A column that runs can be sorted by. */
export type RunSort = keyof typeof SORTS;

/** True for the name of a column that runs can be sorted by. */
export function isRunSort(name: string): name is RunSort {
  return Object.hasOwn(SORTS, name);
}

/** Which runs, in which order; `offset` and `limit` count rows. */
export interface RunListQuery {
  experimentId?: number;
  parentRunId?: number;
  /** Part of the name, or `#` and an id; case does not matter. */
  search?: string;
  sort?: RunSort;
  descending?: boolean;
  offset?: number;
  limit: number;
}

/** A page of runs and the count of all that match. Rows without the sorted value come last. */
export function listRuns(db: TrackingDatabase, query: RunListQuery): { rows: RunListRow[]; total: number } {
  const { sort = 'id', descending = true, offset = 0, limit } = query;
  const { where, values } = conditions(query);
  const total = db.sqlite
    .prepare(`SELECT count(*) FROM runs r ${where}`)
    .pluck()
    .get(...values) as number;
  const direction = descending ? 'DESC' : 'ASC';
  const ids = db.sqlite
    .prepare(
      `SELECT r.id FROM runs r JOIN run_results s ON s.run_id = r.id ${where}
       ORDER BY ${SORTS[sort]} ${direction} NULLS LAST, r.id ${direction} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...values, limit, offset) as number[];
  return { rows: readRows(db, ids), total };
}

/** The given runs in the given order; ids that do not exist are left out. */
export function listRunsById(db: TrackingDatabase, ids: readonly number[]): RunListRow[] {
  return readRows(db, ids);
}

function conditions({ experimentId, parentRunId, search }: RunListQuery): {
  where: string;
  values: (number | string)[];
} {
  const parts: [sql: string, value: number | string][] = [];
  if (experimentId !== undefined) parts.push(['r.experiment_id = ?', experimentId]);
  if (parentRunId !== undefined) parts.push(['r.parent_run_id = ?', parentRunId]);
  const text = search?.trim() ?? '';
  if (/^#\d{1,15}$/.test(text)) parts.push(['r.id = ?', Number(text.slice(1))]);
  else if (text) parts.push(["r.name LIKE ? ESCAPE '\\'", `%${text.replace(/[\\%_]/g, '\\$&')}%`]);
  const where = parts.length > 0 ? `WHERE ${parts.map(([sql]) => sql).join(' AND ')}` : '';
  return { where, values: parts.map(([, value]) => value) };
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

function readRows(db: TrackingDatabase, ids: readonly number[]): RunListRow[] {
  return db.sqlite.prepare(ROWS).all(JSON.stringify(ids)) as RunListRow[];
}

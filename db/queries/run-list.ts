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
  accuracy:
    "(SELECT top1 FROM evaluations WHERE model_id = r.output_model_id AND split = 'test' ORDER BY id DESC LIMIT 1)",
  sparsity: 'm.sparsity',
  macs: 'm.macs',
  storedBytes: 'm.sparse_bytes',
  latencyMs:
    '(SELECT latency_p50_ms FROM benchmarks WHERE model_id = r.output_model_id AND batch_size = 1 ORDER BY id DESC LIMIT 1)',
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
      `SELECT r.id FROM runs r LEFT JOIN models m ON m.id = r.output_model_id ${where}
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

/** The chain of a run goes along its base input, or along its teacher where there is no base. */
const ROWS = `
  WITH RECURSIVE wanted(id, place) AS (SELECT value, key FROM json_each(?)),
  chain(run_id, at, method, via, depth) AS (
    SELECT r.id, r.id, r.method, 'base', 0 FROM wanted w JOIN runs r ON r.id = w.id
    UNION ALL
    SELECT c.run_id, p.id, p.method, CASE WHEN c.via = 'teacher' THEN 'teacher' ELSE i.role END, c.depth + 1
    FROM chain c
    JOIN run_inputs i ON i.run_id = c.at AND i.role = (SELECT min(role) FROM run_inputs WHERE run_id = c.at)
    JOIN runs p ON p.id = coalesce(i.input_run_id, (SELECT run_id FROM models WHERE id = i.model_id))
    WHERE c.depth < 100
  ),
  ways(run_id, ways, way) AS (
    SELECT run_id, count(DISTINCT method), min(method) FROM chain
    WHERE via = 'base' AND method IN ('prune', 'quantize', 'distill') GROUP BY run_id
  ),
  roots(run_id, root_id) AS (
    SELECT run_id, at FROM chain c WHERE depth > 0 AND depth = (SELECT max(depth) FROM chain WHERE run_id = c.run_id)
  ),
  tests(model_id, evaluation_id) AS (
    SELECT x.output_model_id,
      (SELECT max(id) FROM evaluations WHERE model_id = x.output_model_id AND split = 'test')
    FROM (SELECT id FROM wanted UNION SELECT root_id FROM roots) k JOIN runs x ON x.id = k.id
    WHERE x.output_model_id IS NOT NULL GROUP BY x.output_model_id
  )
  SELECT r.id, r.name, r.method, r.status, r.revision, r.experiment_id AS experimentId, e.name AS experimentName,
    r.parent_run_id AS parentRunId, r.created_by AS createdBy, r.created_at AS createdAt, r.started_at AS startedAt,
    r.duration_ms AS durationMs, r.progress_phase AS progressPhase, r.error_code AS errorCode,
    CASE WHEN r.progress_total > 0 THEN min(1.0, r.progress_done / r.progress_total) ELSE 0 END AS progress,
    CASE WHEN w.ways > 1 THEN 'combined' ELSE coalesce(w.way, 'baseline') END AS technique,
    m.id AS modelId, m.architecture, m.sparsity, m.bits, m.macs, m.parameters, m.nonzeros,
    m.float32_bytes AS float32Bytes, m.sparse_bytes AS storedBytes,
    v.correct AS testCorrect, v.samples AS testSamples, v.engine AS testEngine,
    b.id AS baselineRunId, bv.correct AS baselineCorrect, bv.samples AS baselineSamples,
    bm.float32_bytes AS baselineBytes,
    (SELECT latency_p50_ms FROM benchmarks WHERE model_id = m.id AND batch_size = 1 ORDER BY id DESC LIMIT 1) AS latencyMs
  FROM wanted k
  JOIN runs r ON r.id = k.id
  JOIN experiments e ON e.id = r.experiment_id
  LEFT JOIN ways w ON w.run_id = r.id
  LEFT JOIN models m ON m.id = r.output_model_id
  LEFT JOIN tests t ON t.model_id = m.id
  LEFT JOIN evaluations v ON v.id = t.evaluation_id
  LEFT JOIN roots o ON o.run_id = r.id
  LEFT JOIN runs b ON b.id = o.root_id
  LEFT JOIN models bm ON bm.id = b.output_model_id
  LEFT JOIN tests bt ON bt.model_id = bm.id
  LEFT JOIN evaluations bv ON bv.id = bt.evaluation_id
  ORDER BY k.place`;

function readRows(db: TrackingDatabase, ids: readonly number[]): RunListRow[] {
  return db.sqlite.prepare(ROWS).all(JSON.stringify(ids)) as RunListRow[];
}

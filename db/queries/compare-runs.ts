import type { FactId } from '@/lib/domain/run-columns';
import type { RunMethod, RunStatus } from '@/lib/domain/run-status';
import type { TrackingDatabase } from '../client';
import type { ComparedValue } from './compare-values';
import { FACT_SOURCES, factOf } from './run-grid-facts';
import type { RunTechnique } from './run-list';
import { likeText } from './sql-text';

/** Most runs that are compared at once. */
export const MOST_COMPARED_RUNS = 200;

/** The facts that a comparison shows, in its order. */
export const COMPARED_FACTS = [
  'status',
  'error_code',
  'experiment',
  'method',
  'technique',
  'architecture',
  'dataset',
  'seed',
  'created_by',
  'started_at',
  'duration_ms',
  'accuracy',
  'accuracy_drop',
  'test_samples',
  'engine',
  'sparsity',
  'bits',
  'parameters',
  'nonzeros',
  'macs',
  'float32_bytes',
  'stored_bytes',
  'compression_ratio',
  'latency_ms',
  'tags',
  'backend',
  'git_commit',
  'attempt',
] as const satisfies readonly FactId[];

/** Id of a fact that a comparison shows. */
export type ComparedFact = (typeof COMPARED_FACTS)[number];

/** The SQL of a fact, on `runs r`, `run_results s` and `experiments e`. */
export function factSql(fact: ComparedFact): string {
  const { table, sql } = FACT_SOURCES[fact];
  switch (table) {
    case 'runs':
      return `r.${sql}`;
    case 'run_results':
      return `s.${sql}`;
    case 'experiments':
      return `e.${sql}`;
    case 'tags':
      return factOf('r.id', fact);
  }
}

/** A run under comparison. */
export interface ComparedRun {
  id: number;
  name: string;
  status: RunStatus;
  /** Rises whenever something of the run is recorded. */
  revision: number;
  method: RunMethod;
  technique: RunTechnique;
  experimentId: number;
  createdBy: string;
  createdAt: number;
  startedAt: number | null;
  errorMessage: string | null;
  modelId: number | null;
  /** Test images answered right, and all of them. */
  correct: number | null;
  samples: number | null;
  facts: Record<ComparedFact, ComparedValue>;
}

/** An id that was asked for and is not shown, and why. */
export interface LeftOutRun {
  id: number;
  reason: 'unknown' | 'trashed';
  /** Name of a run in the trash. */
  name: string | null;
}

/** The runs that can be compared, in the order asked for, and those that cannot. */
export interface RunSelection {
  runs: ComparedRun[];
  leftOut: LeftOutRun[];
}

type RunRow = Omit<ComparedRun, 'facts'> & { deletedAt: number | null } & Record<
    `fact_${ComparedFact}`,
    ComparedValue
  >;

const ROWS = `
  SELECT r.id, r.name, r.status, r.revision, r.method, s.technique, r.experiment_id AS experimentId, r.created_by AS createdBy,
    r.created_at AS createdAt, r.started_at AS startedAt, r.error_message AS errorMessage, s.model_id AS modelId,
    s.test_correct AS correct, s.test_samples AS samples, r.deleted_at AS deletedAt,
    ${COMPARED_FACTS.map((fact) => `${factSql(fact)} AS fact_${fact}`).join(', ')}
  FROM json_each(?) k JOIN runs r ON r.id = k.value JOIN experiments e ON e.id = r.experiment_id
  JOIN run_results s ON s.run_id = r.id ORDER BY k.key`;

/** The runs with these ids, each once and in this order; ids that are unknown or in the trash are told apart. */
export function selectRuns(db: TrackingDatabase, ids: readonly number[]): RunSelection {
  const wanted = [...new Set(ids)];
  const rows = db.sqlite.prepare(ROWS).all(JSON.stringify(wanted)) as RunRow[];
  const trashed = new Map(
    rows.filter(({ deletedAt }) => deletedAt !== null).map((row) => [row.id, row.name]),
  );
  const known = new Set(rows.map(({ id }) => id));
  return {
    runs: rows.filter(({ id }) => !trashed.has(id)).map(toRun),
    leftOut: wanted.flatMap((id): LeftOutRun[] => {
      if (!known.has(id)) return [{ id, reason: 'unknown', name: null }];
      return trashed.has(id) ? [{ id, reason: 'trashed', name: trashed.get(id) ?? null }] : [];
    }),
  };
}

function toRun(row: RunRow): ComparedRun {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    revision: row.revision,
    method: row.method,
    technique: row.technique,
    experimentId: row.experimentId,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    errorMessage: row.errorMessage,
    modelId: row.modelId,
    correct: row.correct,
    samples: row.samples,
    facts: Object.fromEntries(COMPARED_FACTS.map((fact) => [fact, row[`fact_${fact}`]])) as Record<
      ComparedFact,
      ComparedValue
    >,
  };
}

/** A run to choose from. */
export interface RunChoice {
  id: number;
  name: string;
  experimentName: string;
}

/** The newest runs outside the trash whose name holds the text, or whose id it is; parents of other runs left out. */
export function listRunChoices(db: TrackingDatabase, text: string, limit: number): RunChoice[] {
  const wanted = text.trim();
  const id = /^#?\d{1,15}$/.test(wanted) ? Number(wanted.replace('#', '')) : null;
  return db.sqlite
    .prepare(`
      SELECT r.id, r.name, e.name AS experimentName
      FROM runs r JOIN experiments e ON e.id = r.experiment_id
      WHERE r.deleted_at IS NULL AND r.method NOT IN ('pipeline', 'sweep')
        AND (r.id = ? OR r.name LIKE ? ESCAPE '\\')
      ORDER BY r.id IS ? DESC, r.id DESC LIMIT ?`)
    .all(id, `%${likeText(wanted)}%`, id, limit) as RunChoice[];
}
